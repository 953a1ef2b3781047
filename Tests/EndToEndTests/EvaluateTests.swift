import Foundation
import TestSupport
import Testing

/// Measuring a model, through the program.
@Suite struct EvaluateTests {
  @Test func plainFoldersCountWholeAndEveryAnswerIsWritten() throws {
    let program = try Program()
    let data = try GeneratedDataSet()
    func place(_ name: String) -> String { data.folder.url.appending(path: name).path }
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", place("model"), "--backbone", "efficientnet-lite0")
    try #require(trained.status == 0, "\(trained.errors)")
    var generator = SeededGenerator(seed: 4)
    for name in GeneratedDataSet.classes {
      for number in 0..<3 {
        let bytes = try GeneratedDataSet.image(of: name, using: &generator)
        try data.folder.write(bytes, to: "new/\(name)/\(number).jpg")
      }
    }
    // Under the wrong name, so that something is taken for something else; and a text file with the name of an image.
    let wrong = try GeneratedDataSet.image(of: "red square", using: &generator)
    try data.folder.write(wrong, to: "new/blue disc/odd, \"name\".jpg")
    try data.folder.write(Array("text".utf8), to: "new/blue disc/broken.jpg")

    let measured = try program.run(
      "evaluate", "--model", place("model"), "--data", place("new"), "--csv", place("answers.csv"))
    try #require(measured.status == 0, "\(measured.errors)")
    #expect(measured.errors.contains("The data has no test split, so all 11 images are evaluated"))
    #expect(measured.output.contains("top-1   90.0 %  (59.6–98.2 %)"), "\(measured.output)")
    #expect(measured.output.contains("10 images: 90.0 % means 59.6–98.2 %"), "\(measured.output)")
    #expect(measured.output.contains("blue disc taken for red square  1 of 4"), "\(measured.output)")
    let weakest = try #require(measured.output.range(of: "weakest classes\n"))
    #expect(measured.output[weakest.upperBound...].hasPrefix("  blue disc  75.0 % of 4"))
    #expect(!measured.output.contains("green stripes"))
    let table = try String(contentsOfFile: place("answers.csv"), encoding: .utf8).split(separator: "\n")
    #expect(
      table.count == 12
        && table[0].hasPrefix("file,model,verdict,label1,id1,probability1,class,right,class_probability,rank,"))
    #expect(
      table.contains {
        $0.contains("odd, \"\"name\"\".jpg\",") && $0.contains(",red square,red square,")
          && $0.contains(",blue disc,0,")
      })
    #expect(table[11].contains("broken.jpg,") && table[11].contains(",,,,,,,,"))

    // ultralytics #13936: where a class had no images, those of the next were counted for it.
    let alone = try GeneratedDataSet.image(of: "red square", using: &generator)
    try data.folder.write(alone, to: "one/red square/1.jpg")
    let one = try program.run("evaluate", "--model", place("model"), "--data", place("one"), "--json").object()
    let perClass = try #require(one["perClass"] as? [[String: Any]])
    #expect(perClass.map { $0["images"] as? Int } == [0, 0, 1] && one["top1"] as? Double == 1)

    // Its own table is replaced, another file isn't.
    let again = try program.run(
      "evaluate", "--model", place("model"), "--data", place("new"), "--csv", place("answers.csv"), "--json")
    let figures = try again.object()
    #expect(again.status == 0 && (figures["f1"] as? Double ?? 0) > 0.8)
    try data.folder.write(Array("mine".utf8), to: "mine.csv")
    let refused = try program.run(
      "evaluate", "--model", place("model"), "--data", place("new"), "--csv", place("mine.csv"))
    #expect(refused.status == 1 && refused.errors.contains("did not write it"))
    // A part that is asked for by name must be there.
    let asked = try program.run("evaluate", "--model", place("model"), "--data", place("new"), "--split", "test")
    #expect(asked.status == 1 && asked.errors.contains("no images in its test split"))
  }
  /// A trained model, and a data set with training and test images of which one test image was trained on.
  private func prepared(_ program: Program) throws -> GeneratedDataSet {
    let data = try GeneratedDataSet(perClass: 12)
    var generator = SeededGenerator(seed: 8)
    for name in GeneratedDataSet.classes {
      for number in 0..<8 {
        let kind = number == 7 ? "red square" : name
        // A mistake's name, which must not become markup.
        let file = number == 7 && name == "blue disc" ? "<img src=x>&\"" : "\(number)"
        let place = "set/\(number < 4 ? "train" : "test")/\(name)/\(file).jpg"
        try data.folder.write(GeneratedDataSet.image(of: kind, using: &generator), to: place)
      }
    }
    let seen = try Data(contentsOf: data.folder.url.appending(path: "set/train/blue disc/0.jpg"))
    try data.folder.write(Array(seen), to: "set/test/blue disc/seen.jpg")
    for decay in ["0.001", "1"] {
      let trained = try program.run(
        "train", "--data", data.path, "--model-dir", data.folder.url.appending(path: "model\(decay)").path,
        "--backbone",
        "efficientnet-lite0", "--weight-decay", decay)
      try #require(trained.status == 0, "\(trained.errors)")
    }
    return data
  }

  @Test func theReportIsOnePageAndItsNumbers() throws {
    let program = try Program()
    let data = try prepared(program)
    func place(_ name: String) -> String { data.folder.url.appending(path: name).path }
    let arguments = [
      "evaluate", "--model", place("model0.001"), "--data", place("set"), "--report", place("report"), "--robustness",
      "4", "--negatives", place("set/test/green stripes"),
    ]
    let measured = try program.start(arguments).1()
    try #require(measured.status == 0, "\(measured.errors)")
    let page = try String(contentsOfFile: place("report/report.html"), encoding: .utf8)
    #expect(page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://"))
    #expect(!page.contains("<img src=x>") && page.contains("&lt;img src=x&gt;&amp;&quot;"))
    #expect(page.contains("blue disc taken for red square") && page.contains("dimmed to 40 %"))
    #expect(page.utf8.count < 500_000)
    // fastai #3591: only the answer's probability was shown, not that of the right class.
    #expect(page.contains("but blue disc "))
    let text = try Data(contentsOf: data.folder.url.appending(path: "report/metrics.json"))
    let numbers = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect(numbers["generator"] as? String == "dogbreed evaluate")
    let figures = try #require(numbers["figures"] as? [String: Any])
    #expect(figures["images"] as? Int == 13)
    // ultralytics #25155: the matrix had a class that nobody had asked for.
    #expect((numbers["order"] as? [Int])?.sorted() == [0, 1, 2])
    let alike = try #require(numbers["lookAlikes"] as? [String: Any])
    #expect((alike["files"] as? [String])?.count == 1 && alike["images"] as? Int == 12, "\(alike)")
    #expect((numbers["changes"] as? [Any])?.count == 5 && (numbers["confusions"] as? [Any])?.isEmpty == false)
    #expect((numbers["provenance"] as? [String: Any])?["uses"] as? Int == 1)

    // Measured again, the page is replaced, the use is counted, and everything else there stays.
    try data.folder.write(Array("mine".utf8), to: "report/mine.txt")
    #expect(try program.start(arguments).1().status == 0)
    let again = try Data(contentsOf: data.folder.url.appending(path: "report/metrics.json"))
    let second = try #require(try JSONSerialization.jsonObject(with: again) as? [String: Any])
    #expect((second["provenance"] as? [String: Any])?["uses"] as? Int == 2)
    #expect((second["provenance"] as? [String: Any])?["models"] as? Int == 1)
    #expect(FileManager.default.fileExists(atPath: place("report/mine.txt")))
    // A folder of somebody else's is refused before anything is measured.
    let refused = try program.run(
      "evaluate", "--model", place("model0.001"), "--data", place("set"), "--report", place("set"))
    #expect(refused.status == 1 && refused.errors.contains("set") && !refused.errors.contains("evaluating"))
    #expect(try program.run("evaluate", "--data", place("set"), "--robustness", "4").status == 2)
  }

  @Test func modelsAreComparedOnTheSameImages() throws {
    let program = try Program()
    let data = try prepared(program)
    func place(_ name: String) -> String { data.folder.url.appending(path: name).path }
    try data.folder.write("file,label\ngone.jpg,x\n".utf8, to: "set/labels.csv")
    let same = try program.run(
      "compare", place("model0.001"), place("model0.001"), "--data", place("set"), "--no-worse-than", "0.3", "--json")
    #expect(same.status == 0, "\(same.errors)")
    #expect(same.errors.contains("The table labels.csv can't be used"), "\(same.errors)")
    let pair = try #require((try same.object()["pairs"] as? [[String: Any]])?.first)
    #expect(pair["difference"] as? Double == 0 && pair["midP"] as? Double == 1)
    #expect((pair["interval"] as? [String: Double])?["low"] ?? 0 < -0.05, "13 images prove little")
    let gated = try program.run(
      "compare", place("model0.001"), place("model1"), "--data", place("set"), "--no-worse-than", "0.005", "--csv",
      place("differ.csv"))
    #expect(gated.status == 4 && gated.errors.contains("points worse than"), "\(gated.errors)")
    #expect(gated.output.contains("McNemar") && gated.output.contains("images per second"))
    #expect(try String(contentsOfFile: place("differ.csv"), encoding: .utf8).hasPrefix("file,class,model,answer"))
    #expect(try program.run("compare", place("model1"), "--data", place("set")).status == 2)
  }

  @Test func setsAreFittedOnValidationOrNotPromised() throws {
    let program = try Program()
    let data = try GeneratedDataSet()
    func train(_ name: String, _ more: String...) throws -> (Program.Outcome, String) {
      let place = data.folder.url.appending(path: name).path
      let outcome = try program.start(
        ["train", "--data", data.path, "--model-dir", place, "--backbone", "efficientnet-lite0"] + more
      ).1()
      try #require(outcome.status == 0, "\(outcome.errors)")
      return (outcome, place)
    }
    let (few, without) = try train("without")
    #expect(few.errors.contains("validation images are too few to fit sets"), "\(few.errors)")
    let image = data.folder.url.appending(path: "data/blue disc/0.jpg").path
    let plain = try #require(try program.run("predict", "--model", without, image, "--json").objects().first)
    #expect(plain["set"] == nil && plain["predictions"] != nil)
    let (_, with) = try train("with", "--validation", "0.5", "--coverage", "0.8")
    let info = try program.run("model", "info", with)
    #expect(info.output.contains("sets          80 % of them hold the right class"), "\(info.output)\(info.errors)")
    let answer = try #require(try program.run("predict", "--model", with, image, "--json").objects().first)
    let set = try #require(answer["set"] as? [String: Any])
    #expect(set["coverage"] as? Double == 0.8)
    let measured = try program.run("evaluate", "--model", with, "--data", data.path, "--json").object()
    let sets = try #require(measured["sets"] as? [String: Any])
    #expect(sets["images"] as? Int ?? 0 > 30 && sets["coverage"] as? Double == 0.8, "\(sets)")
    #expect((sets["meanSize"] as? Double ?? 0) >= 1 && (sets["held"] as? Double ?? 0) > 0.5)
    #expect((set["classes"] as? [[String: Any]])?.first?["label"] as? String == "blue disc")
    #expect(try program.run("train", "--data", data.path, "--model-dir", with, "--coverage", "1").status == 2)
  }

  @Test func answersAreRestrictedWeighedAndJoined() throws {
    let program = try Program()
    let data = try GeneratedDataSet()
    func place(_ name: String) -> String { data.folder.url.appending(path: name).path }
    try data.folder.write(
      Array("class,group,wider\nblue disc,shape,drawing\nred square,shape,drawing\ngreen stripes,,drawing\n".utf8),
      to: "data/groups.csv")
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", place("model"), "--backbone", "efficientnet-lite0")
    try #require(trained.status == 0, "\(trained.errors)")
    let model = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: place("model/model.json"))))
    let groups = try #require((model as? [String: Any])?["groups"] as? [[String]])
    #expect(groups == [["shape", "drawing"], ["drawing"], ["shape", "drawing"]])
    let (blue, red) = (place("data/blue disc/0.jpg"), place("data/red square/0.jpg"))
    func ask(_ more: String...) throws -> Program.Outcome {
      try program.start(["predict", "--model", place("model"), "--json"] + more).1()
    }
    func first(_ outcome: Program.Outcome) throws -> [String: Any] {
      let answer = try #require(try outcome.objects().first, "\(outcome.errors)")
      return try #require((answer["predictions"] as? [[String: Any]])?.first, "\(answer)")
    }
    // What isn't allowed isn't answered, and the rest adds up to 1.
    let restricted = try ask(blue, "--classes", "red square, green stripes")
    let listed = try #require(try restricted.objects().first?["predictions"] as? [[String: Any]])
    #expect(Set(listed.compactMap { $0["label"] as? String }) == ["red square", "green stripes"])
    #expect(abs(listed.compactMap { $0["probability"] as? Double }.reduce(0, +) - 1) < 1e-5)
    #expect(try ask(blue, "--classes", "poodle").errors.contains("has no class poodle"))
    try data.folder.write(Array("class,prior\nblue disc,1\nred square,1e9\n".utf8), to: "priors.csv")
    #expect(try first(ask(red, "--priors", place("priors.csv")))["label"] as? String == "red square")
    try data.folder.write(Array("class,prior\nblue disc,many\n".utf8), to: "bad.csv")
    #expect(try ask(red, "--priors", place("bad.csv")).errors.contains("is not a non-negative number"))
    // Together they get one answer, between those that each gets alone.
    let together = try ask(blue, red, "--together")
    #expect(together.status == 0, "\(together.errors)")
    #expect(try together.objects().count == 1)
    let joint = try #require(try first(together)["probability"] as? Double)
    let alone = try #require(try first(ask(blue))["probability"] as? Double)
    #expect(joint < alone)
    let same = try ask(blue, blue, "--together")
    #expect(try first(same)["probability"] as? Double == alone)
    // An unsure answer backs off to the winner's group.
    if try together.objects()[0]["verdict"] as? String == "unsure" {
      let group = try #require(try together.objects()[0]["group"] as? [String: Any])
      #expect(group["label"] as? String == "shape")
    }
  }
}

import Foundation
import Imaging
import TestSupport
import Testing

/// Why a model answers as it does, and what it is given to learn more: neighbours, maps, new classes, suggested labels.
@Suite struct ExplainTests {
  private let program: Program
  private let data: GeneratedDataSet
  private let model: URL

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 10)
    model = data.folder.url.appending(path: "model")
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", model.path, "--backbone", "efficientnet-lite0", "--index",
      "--index-thumbnails", "--json")
    try #require(trained.status == 0, "\(trained.errors)")
  }

  private func path(_ name: String) -> String { data.folder.url.appending(path: name).path }

  @Test func neighboursAreTheImagesThatItLearntFrom() throws {
    let asked = "\(data.path)/red square/3.jpg"
    let outcome = try program.run("predict", "--model", model.path, "--neighbours", "4", "--json", asked)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let found = try #require(try outcome.object()["neighbours"] as? [[String: Any]])
    #expect(found.count == 4)
    #expect(found[0]["file"] as? String == "red square/3.jpg" && found[0]["label"] as? String == "red square")
    #expect(abs((found[0]["similarity"] as? Double ?? 0) - 1) < 0.01)
    let likeness = found.map { $0["similarity"] as? Double ?? 0 }
    #expect(likeness == likeness.sorted(by: >))
    let copy = try #require(Data(base64Encoded: found[0]["thumbnail"] as? String ?? ""))
    let small = try DecodedImage.decode(Array(copy))
    #expect(max(small.width, small.height) == 112)
    let text = try program.run("predict", "--model", model.path, "--neighbours", "2", asked).output
    #expect(text.contains("the nearest training images:") && text.contains("red square/3.jpg"))
    // The index is one of the model's files.
    #expect(try program.run("model", "verify", model.path, "--precision", "f32").status == 0)
    var bytes = try Data(contentsOf: model.appending(path: "index.features"))
    bytes[100] ^= 1
    try bytes.write(to: model.appending(path: "index.features"))
    let damaged = try program.run("predict", "--model", model.path, asked)
    #expect(damaged.status == 1 && damaged.errors.contains("index.features"))
  }

  @Test func withoutAnIndexThereAreNone() throws {
    let other = path("plain")
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", other, "--backbone", "efficientnet-lite0")
    try #require(trained.status == 0, "\(trained.errors)")
    let image = "\(data.path)/red square/3.jpg"
    let outcome = try program.run("predict", "--model", other, "--neighbours", "4", image)
    #expect(outcome.status == 1 && outcome.errors.contains("no index of its training images"))
    #expect(try program.run("predict", "--neighbours", "4", "--out", path("a.csv"), image).status == 2)
    #expect(
      try program.run("train", "--data", data.path, "--model-dir", path("x"), "--index-thumbnails").status == 2)
  }

  @Test(arguments: ["squash", "letterbox", "crop"])
  func mapsHaveTheImagesOwnSizeAndLieOnWhatIsShown(resize: String) throws {
    let other = path("model-\(resize)")
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", other, "--backbone", "efficientnet-lite0", "--resize", resize)
    try #require(trained.status == 0, "\(trained.errors)")
    let maps = path("maps")
    let images = (0..<4).map { "\(data.path)/red square/\($0).jpg" }
    let outcome = try program.start(["predict", "--model", other, "--explain", maps, "--json"] + images).1()
    try #require(outcome.status == 0, "\(outcome.errors)")
    for image in images {
      let original = try DecodedImage.decode(Array(Data(contentsOf: URL(filePath: image))))
      for end in ["map.png", "heat.jpg"] {
        let found = try DecodedImage.decode(Array(Data(contentsOf: URL(filePath: "\(maps)\(image).\(end)"))))
        #expect(found.width == original.width && found.height == original.height)
      }
    }
    // It uses its own folder again, and leaves others alone.
    #expect(try program.start(["predict", "--model", other, "--explain", maps, images[0]]).1().status == 0)
    let refused = try program.start(["predict", "--model", other, "--explain", data.path, images[0]]).1()
    #expect(refused.status == 1 && refused.errors.contains("explanations"), "\(refused.errors)")
  }

  private struct Golden: Decodable {
    struct Answer: Decodable { let logits: [Float] }
    let answers: [Answer]
  }

  private func golden(_ folder: String) throws -> [[Float]] {
    let file = URL(filePath: folder).appending(path: "golden/answers.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file)).answers.map(\.logits)
  }

  @Test func aClassIsAddedAndTheOthersStayAsTheyAre() throws {
    var generator = SeededGenerator(seed: 40)
    for number in 0..<12 {
      let pixels = (0..<(100 * 80 * 3)).map { place in
        UInt8(
          clamping: ((place / 3 % 100 / 10 + place / 300 / 10) % 2 == 0 ? 250 : 5)
            + Int.random(in: -5...5, using: &generator))
      }
      let image = try #require(RGBImage(width: 100, height: 80, pixels: pixels))
      try data.folder.write(image.jpeg(quality: 90), to: "boards/\(number).jpg")
    }
    let grown = path("grown")
    let added = try program.run(
      "model", "add-class", "chess board", path("boards"), "--model", model.path, "--data", data.path, "--out", grown,
      "--json")
    try #require(added.status == 0, "\(added.errors)")
    #expect(try added.object()["classes"] as? Int == 4 && added.object()["images"] as? Int == 12)
    for (old, new) in zip(try golden(model.path), try golden(grown)) {
      #expect(new.count == 4 && Array(new.prefix(3)) == old)
    }
    #expect(try program.run("model", "verify", grown, "--precision", "f32").status == 0)
    let answers = try program.start(
      [
        "predict", "--model", grown, "--json", "--neighbours", "1", "\(path("boards"))/3.jpg",
        "\(data.path)/blue disc/1.jpg",
      ]
    ).1().objects()
    let first = answers.compactMap { ($0["predictions"] as? [[String: Any]])?.first?["label"] as? String }
    #expect(first == ["chess board", "blue disc"])
    let nearest = (answers[0]["neighbours"] as? [[String: Any]])?.first
    #expect(nearest?["file"] as? String == "3.jpg" && nearest?["thumbnail"] != nil)
    let again = try program.run(
      "model", "add-class", "Chess Board", path("boards"), "--model", grown, "--data", data.path)
    #expect(again.status == 1 && again.errors.contains("knows the class Chess Board already"))
    // A class's images go into a folder of its id.
    for name in ["../boards", ".boards", "a/b"] {
      let outside = try program.run(
        "model", "add-class", name, path("boards"), "--model", grown, "--data", data.path)
      #expect(outside.status == 2 && outside.errors.contains("--id"), "\(outside.errors)")
    }
  }

  @Test func labelsAreDoubtedByTheFeaturesThatTrainingLeft() throws {
    try FileManager.default.moveItem(
      atPath: "\(data.path)/red square/3.jpg", toPath: "\(data.path)/blue disc/moved.jpg")
    let table = path("doubts.csv")
    let outcome = try program.run(
      "data", "check", data.path, "--backbone", "efficientnet-lite0", "--doubts", table, "--json")
    let findings = try #require(try outcome.object()["findings"] as? [[String: Any]])
    let doubts = findings.filter { $0["kind"] as? String == "doubtfulLabel" }
    let doubted = doubts.compactMap { ($0["pictures"] as? [[String: Any]])?.first?["file"] as? String }
    #expect(doubted.first?.hasSuffix("blue disc/moved.jpg") == true, "\(outcome.errors)")
    let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 31 && lines[0] == "file,label,likely,probability,wrong,blue disc,green stripes,red square")
    #expect(lines[1].contains("blue disc/moved.jpg,blue disc,red square"))
    // Without features there is nothing to doubt by, and nothing is said against a set that train hasn't seen.
    let unseen = try Program().run("data", "check", data.path, "--json")
    #expect(
      try !(unseen.object()["findings"] as? [[String: Any]] ?? []).contains { $0["kind"] as? String == "doubtfulLabel" }
    )
  }

  @Test func suggestedLabelsTrainTheNextModel() throws {
    var generator = SeededGenerator(seed: 41)
    for name in GeneratedDataSet.classes {
      for number in 0..<3 {
        try data.folder.write(
          GeneratedDataSet.image(of: name, using: &generator), to: "new/\(name.prefix(3))/\(number).jpg")
      }
    }
    try data.folder.write(Array("no image".utf8), to: "new/broken.jpg")
    let table = path("new/labels.csv")
    let arguments = ["data", "label-suggest", path("new"), "--model", model.path, "--out", table]
    let outcome = try program.start(arguments).1()
    #expect(outcome.status == 1 && outcome.errors.contains("9 images have a row") == false)
    let text = try String(contentsOfFile: table, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 11, "\(text)")
    #expect(lines[0].hasPrefix("file,model,label,verdict,suggestion1,probability1"))
    #expect(lines.contains { $0.hasPrefix("blu/0.jpg,") } && lines.contains { $0.hasPrefix("broken.jpg,") })
    #expect(try program.start(arguments).1().status == 1, "an existing table isn't written over")
    // A killed run's table is continued where it ended.
    try Data(text.utf8.prefix(text.utf8.count / 2)).write(to: URL(filePath: table))
    _ = try program.start(arguments + ["--resume"]).1()
    let resumed = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(Set(resumed) == Set(lines) && resumed.count == lines.count)
    let shown = try program.run("data", "show", path("new"), "--labels", table, "--json")
    #expect(shown.status == 0, "\(shown.errors)")
  }
}

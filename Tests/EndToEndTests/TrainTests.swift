import Foundation
import TestSupport
import Testing

/// From images to answers, through the program.
@Suite struct TrainTests {
  private func train(_ program: Program, _ data: String, to model: URL, _ more: String...) throws -> Program.Outcome {
    try program.start(
      ["train", "--data", data, "--model-dir", model.path, "--backbone", "efficientnet-lite0", "--json"] + more
    ).1()
  }

  @Test func aFigureOfFewImagesSaysWhatItMayMean() throws {
    let data = try GeneratedDataSet()
    let trained = try Program().run(
      "train", "--data", data.path, "--model-dir", data.folder.url.appending(path: "model").path, "--backbone",
      "efficientnet-lite0", "--random-weights", "--input-size", "64")
    #expect(trained.status == 0, "\(trained.errors)")
    let said = trained.output + trained.errors
    #expect(said.contains(/; validation top-1 [\d.]+ % of \d+ images? \(\d+–\d+ %\), ECE/), "\(said)")
  }

  @Test func trainsVerifiesPredictsAndEvaluates() throws {
    let program = try Program()
    let data = try GeneratedDataSet()
    let model = data.folder.url.appending(path: "model")
    let trained = try train(program, data.path, to: model, "--noun", "shape,shapes")
    try #require(trained.status == 0, "\(trained.errors)")
    let summary = try trained.object()
    #expect(summary["classes"] as? Int == 3)
    #expect(summary["images"] as? Int == 42)
    #expect(summary["cached"] as? Int == 0)

    let verified = try program.run("model", "verify", model.path, "--precision", "f32")
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("3 golden images"))
    let own = try program.run("model", "verify", model.path)
    #expect(own.status == 0, "in the precision that this processor does best: \(own.errors)")

    var generator = SeededGenerator(seed: 99)
    for name in GeneratedDataSet.classes {
      try data.folder.write(GeneratedDataSet.image(of: name, using: &generator), to: "new/\(name).jpg")
    }
    let files = GeneratedDataSet.classes.map { data.folder.url.appending(path: "new/\($0).jpg").path }
    let predicted = try program.start(["predict", "--model", model.path, "--json", "--top", "2"] + files).1()
    #expect(predicted.status == 0, "\(predicted.errors)")
    let answers = try predicted.objects()
    #expect(answers.map { $0["file"] as? String } == files)
    for (answer, name) in zip(answers, GeneratedDataSet.classes) {
      let predictions = try #require(answer["predictions"] as? [[String: Any]])
      #expect(predictions.count == 2)
      #expect(predictions[0]["label"] as? String == name)
      #expect(Set(predictions[0].keys) == ["label", "id", "probability"])
    }

    #expect(try program.run("model", "info", model.path).output.contains("Which shape is this?"))
    let reworded = try program.run("model", "words", model.path, "--title", "What is drawn here?")
    #expect(reworded.status == 0 && reworded.output.contains("What is drawn here?"), "\(reworded.errors)")
    let words = try program.run("model", "words", model.path).object()
    #expect(
      words["title"] as? String == "What is drawn here?" && (words["noun"] as? [String: String])?["plural"] == "shapes")
    #expect(try program.run("model", "words", model.path, "--noun", "shape").status == 2)
    #expect(try program.run("model", "verify", model.path, "--precision", "f32").status == 0)

    let evaluated = try program.run("evaluate", "--model", model.path, "--data", data.path, "--split", "all", "--json")
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    let report = try evaluated.object()
    #expect(report["images"] as? Int == 42)
    #expect((report["top1"] as? Double ?? 0) > 0.95)
    for key in ["top5", "macro", "nll", "ece", "perClass"] { #expect(report[key] != nil) }
  }

  @Test func evaluatesFoldersThatAreNamedByWhatPeopleRead() throws {
    let program = try Program()
    let data = try GeneratedDataSet(perClass: 8)
    let model = data.folder.url.appending(path: "model")
    try #require(try train(program, data.path, to: model, "--group-duplicates").status == 0)
    let renamed = data.folder.url.appending(path: "renamed")
    try FileManager.default.createDirectory(at: renamed, withIntermediateDirectories: true)
    for (old, new) in [("blue disc", "Blue_Disc"), ("green stripes", "green-stripes"), ("red square", "RED SQUARE")] {
      try FileManager.default.copyItem(atPath: "\(data.path)/\(old)", toPath: renamed.appending(path: new).path)
    }
    try data.folder.write(Array("x".utf8), to: "renamed/cat/1.jpg")
    let outcome = try program.run(
      "evaluate", "--model", model.path, "--data", renamed.path, "--split", "all", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.object()
    #expect(report["images"] as? Int == 24)
    #expect((report["top1"] as? Double ?? 0) > 0.9)
    #expect(outcome.errors.contains("left out: 1 (cat)"))
  }

  @Test func trainsAgainFromTheCacheToTheSameBytes() throws {
    let program = try Program()
    let data = try GeneratedDataSet()
    let models = (1...2).map { data.folder.url.appending(path: "model\($0)") }
    for model in models {
      let trained = try train(
        program, data.path, to: model, "--name", "same", "--threads", "\(models[0] == model ? 2 : 1)")
      try #require(trained.status == 0, "\(trained.errors)")
      if model == models[1] { #expect(try trained.object()["computed"] as? Int == 0) }
    }
    try expectSameFiles(models[0], models[1])

    var generator = SeededGenerator(seed: 5)
    try data.folder.write(GeneratedDataSet.image(of: "blue disc", using: &generator), to: "data/blue disc/new.jpg")
    let grown = try train(program, data.path, to: models[0])
    // One new image, with the views it needs; a validation image has one for the second look.
    #expect([1, 2].contains(try grown.object()["computed"] as? Int))
  }

  @Test func theNumberOfThreadsChangesNoByte() throws {
    let data = try GeneratedDataSet(perClass: 8)
    let models = try [1, 2, 4].map { threads in
      let program = try Program()
      let model = data.folder.url.appending(path: "model\(threads)")
      let trained = try train(program, data.path, to: model, "--name", "same", "--threads", "\(threads)")
      try #require(trained.status == 0, "\(trained.errors)")
      return model
    }
    try expectSameFiles(models[0], models[1])
    try expectSameFiles(models[0], models[2])
  }

  @Test func theOriginalsFlagsWorkInBothSpellings() throws {
    let program = try Program()
    let data = try GeneratedDataSet(perClass: 8)
    let model = data.folder.url.appending(path: "model")
    let trained = try program.run(
      "train", "--data_dir=\(data.path)", "--model_dir=\(model.path)", "--head", "adam", "--epochs=30",
      "--batch_size=120", "--lr=0.001", "--beta1=0.9", "--beta2=0.99", "--seed=7", "--backbone", "efficientnet-lite0")
    #expect(trained.status == 0, "\(trained.errors)")
    let evaluated = try program.run("evaluate", "--model", model.path, "--data", data.path, "--split", "all", "--json")
    #expect((try evaluated.object()["top1"] as? Double ?? 0) > 0.9)
  }

  private func expectSameFiles(_ first: URL, _ second: URL) throws {
    let names = try #require(FileManager.default.enumerator(atPath: first.path)?.compactMap { $0 as? String })
    #expect(names.contains("model.json") && names.contains("weights.safetensors") && names.contains("model.onnx"))
    for name in names.sorted() where !name.hasSuffix("golden") {
      let bytes = try [first, second].map { try Data(contentsOf: $0.appending(path: name)) }
      #expect(bytes[0] == bytes[1], "\(name) differs")
    }
  }
}

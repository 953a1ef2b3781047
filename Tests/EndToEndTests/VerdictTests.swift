import Foundation
import TestSupport
import Testing

/// What a model's verdicts promise, through the program.
@Suite struct VerdictTests {
  private func train(_ program: Program, _ data: String, to model: URL, _ more: String...) throws -> Program.Outcome {
    try program.start(
      ["train", "--data", data, "--model-dir", model.path, "--backbone", "efficientnet-lite0"] + more
    ).1()
  }

  private func verdict(in model: URL) throws -> [String: Any] {
    let text = try Data(contentsOf: model.appending(path: "model.json"))
    let description = try #require(JSONSerialization.jsonObject(with: text) as? [String: Any])
    return try #require(description["verdict"] as? [String: Any])
  }

  @Test func fewImagesPromiseNothingAndSaySo() throws {
    let program = try Program()
    let data = try GeneratedDataSet(perClass: 8)
    let model = data.folder.url.appending(path: "model")
    let trained = try train(program, data.path, to: model)
    try #require(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("can't show how often answers are wrong"))
    #expect(trained.errors.contains("isn't offered"))
    let found = try verdict(in: model)
    #expect(found["presence"] == nil && found["unsureBelow"] as? Double == 0.5)
    let record = try #require(found["record"] as? [String: Any])
    #expect((record["limits"] as? [String])?.count ?? 0 >= 2)
    let without = try train(program, data.path, to: model, "--validation", "0")
    #expect(without.status == 0 && without.errors.contains("There are no validation images"))
  }

  @Test func calibrateChangesTheVerdictsAndNothingElse() throws {
    let program = try Program()
    let data = try GeneratedDataSet()
    let model = data.folder.url.appending(path: "model")
    try #require(try train(program, data.path, to: model).status == 0)
    let before = try Data(contentsOf: model.appending(path: "weights.safetensors"))
    let calibrated = try program.run(
      "calibrate", "--model", model.path, "--data", data.path, "--max-error", "0.2", "--json")
    try #require(calibrated.status == 0, "\(calibrated.errors)")
    let record = try #require(try calibrated.object()["record"] as? [String: Any])
    #expect((record["asked"] as? [String: Double])?["error"] == 0.2)
    let answered = try #require((record["measured"] as? [String: [String: Double]])?["answered"])
    #expect(answered["of"] == 42 && (answered["low"] ?? 1) <= (answered["share"] ?? 0))
    #expect(try Data(contentsOf: model.appending(path: "weights.safetensors")) == before)
    let verified = try program.run("model", "verify", model.path, "--precision", "f32")
    #expect(verified.status == 0, "\(verified.errors)")
    let missing = try program.run("calibrate", "--model", data.path, "--data", data.path)
    #expect(missing.status == 1 && missing.errors.contains("model.json is missing"))
  }

  /// Classes of one folder are drawn alike here, so that only the folder can be told.
  @Test func nestedFoldersAreGroupsThatAnUnsureAnswerNames() throws {
    let program = try Program()
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 5)
    let groups = ["red things": ("red square", ["a", "b", "c"]), "blue things": ("blue disc", ["d", "e", "f"])]
    for (group, (drawn, classes)) in groups.sorted(by: { $0.key < $1.key }) {
      for name in classes {
        for number in 0..<6 {
          try folder.write(
            GeneratedDataSet.image(of: drawn, using: &generator), to: "data/\(group)/\(name)/\(number).jpg")
        }
      }
      for number in 0..<4 {
        try folder.write(GeneratedDataSet.image(of: drawn, using: &generator), to: "new/\(group)/\(number).jpg")
      }
    }
    let (data, model) = (folder.url.appending(path: "data").path, folder.url.appending(path: "model"))
    let trained = try train(program, data, to: model, "--class-level", "inner")
    try #require(trained.status == 0, "\(trained.errors)")
    let description = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: model.appending(path: "model.json"))) as? [String: Any])
    #expect(
      description["groups"] as? [[String]]
        == Array(repeating: ["red things"], count: 3) + Array(repeating: ["blue things"], count: 3))
    var unsure = 0
    for group in groups.keys {
      let predicted = try program.run(
        "predict", folder.url.appending(path: "new/\(group)").path, "--model", model.path, "--json")
      try #require(predicted.status == 0, "\(predicted.errors)")
      for answer in try predicted.objects() where answer["verdict"] as? String == "unsure" {
        unsure += 1
        let named = try #require(answer["group"] as? [String: Any])
        #expect(named["label"] as? String == group && (named["probability"] as? Double ?? 0) > 0.5)
      }
    }
    // Chance may make one of three look alikes stand out.
    #expect(unsure >= 6)
  }

  @Test(arguments: [
    ["--max-error", "1"], ["--max-refused", "0"], ["--max-foreign", "-0.1"],
    ["--balance", "weights", "--head", "adam"],
  ])
  func whatCannotBeKeptIsAUsageError(options: [String]) throws {
    let program = try Program()
    let data = try GeneratedDataSet(perClass: 3)
    let model = data.folder.url.appending(path: "model").path
    let outcome = try program.start(["train", "--data", data.path, "--model-dir", model] + options).1()
    #expect(outcome.status == 2 && outcome.errors.contains(options[0]), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: model))
  }
}

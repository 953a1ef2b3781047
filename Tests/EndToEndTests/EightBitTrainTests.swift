import Foundation
import Runtime
import TestSupport
import Testing

/// Models in 8 bits, through the program.
@Suite struct EightBitTrainTests {
  private func train(
    _ program: Program, _ data: GeneratedDataSet, to name: String, _ more: String...
  ) throws -> (url: URL, outcome: Program.Outcome) {
    let url = data.folder.url.appending(path: name)
    let cache = data.folder.url.appending(path: "features").path
    let outcome = try program.start(
      ["train", "--data", data.path, "--model-dir", url.path, "--random-weights", "--input-size", "64", "--looks", "1"]
        + ["--feature-cache", cache, "--json"] + more
    ).1()
    return (url, outcome)
  }

  @Test(.enabled(if: Precision.hasEightBits))
  func aModelIsTrainedUsedAndExtendedInEightBits() throws {
    let (program, data) = (try Program(), try GeneratedDataSet())
    let (model, trained) = try train(program, data, to: "model", "--backbone", "resnet18", "--precision", "int8")
    try #require(trained.status == 0, "\(trained.errors)")
    let verified = try program.run("model", "verify", model.path)
    #expect(verified.status == 0 && verified.output.contains("answers in int8"), "\(verified)")
    for precision in ["f32", "int8"] {
      let other = try program.run("model", "verify", model.path, "--precision", precision)
      #expect(other.status == 0 && other.output.contains("answers in \(precision)"), "\(other)")
    }
    let evaluated = try program.run("evaluate", "--model", model.path, "--data", data.path, "--split", "all", "--json")
    #expect(try evaluated.object()["top1"] as? Double ?? 0 > 0.9, "\(evaluated.errors)")

    // Trained again it is the same to the last bit, from features of its own precision.
    let again = try train(program, data, to: "again", "--backbone", "resnet18", "--precision", "int8").outcome
    #expect(try again.object()["computed"] as? Int == 0, "\(again.errors)")
    for file in ["model-int8.onnx", "weights.safetensors", "golden/answers.json"] {
      let (one, other) = (
        try Data(contentsOf: model.appending(path: file)),
        try Data(contentsOf: data.folder.url.appending(path: "again/\(file)"))
      )
      #expect(one == other, "\(file)")
    }
    let exact = try train(program, data, to: "exact", "--backbone", "resnet18", "--precision", "f32").outcome
    #expect(try exact.object()["cached"] as? Int == 0)

    let image = data.folder.url.appending(path: "data/red square/3.jpg").path
    let answers = try ["1", "2"].map {
      try program.run("predict", "--model", model.path, "--json", "--threads", $0, image).output
    }
    #expect(answers[0] == answers[1] && answers[0].contains("red square"), "\(answers)")
    let export = data.folder.url.appending(path: "single.onnx").path
    #expect(try program.run("model", "export", model.path, "--to", "onnx", "--out", export).status == 0)

    var generator = SeededGenerator(seed: 5)
    for number in 0..<6 {
      try data.folder.write(
        GeneratedDataSet.image(of: "green stripes", using: &generator), to: "new/\(number).jpg")
    }
    let wider = data.folder.url.appending(path: "wider")
    let added = try program.run(
      "model", "add-class", "more", data.folder.url.appending(path: "new").path, "--model", model.path, "--data",
      data.path, "--out", wider.path)
    #expect(added.status == 0, "\(added.errors)")
    #expect(try program.run("model", "verify", wider.path).output.contains("answers in int8"))
  }

  @Test(.enabled(if: Precision.hasEightBits))
  func severalProcessesTakeTheRangesOfTheFirst() throws {
    let (program, data) = (try Program(), try GeneratedDataSet(perClass: 6))
    let (one, alone) = try train(program, data, to: "one", "--backbone", "resnet18", "--precision", "int8")
    try #require(alone.status == 0, "\(alone.errors)")
    try FileManager.default.removeItem(at: data.folder.url.appending(path: "features"))
    let (two, both) = try train(
      program, data, to: "two", "--backbone", "resnet18", "--precision", "int8", "--processes", "2")
    try #require(both.status == 0, "\(both.errors)")
    let graphs = try [one, two].map { try Data(contentsOf: $0.appending(path: "model-int8.onnx")) }
    #expect(graphs[0] == graphs[1])
    #expect(try program.run("model", "verify", two.path).output.contains("answers in int8"))
  }

  @Test func whatCannotBeComputedSoIsRefusedInOneSentence() throws {
    let (program, data) = (try Program(), try GeneratedDataSet(perClass: 4))
    let tuned = try train(program, data, to: "tuned", "--precision", "int8", "--tune", "last:1").outcome
    #expect(tuned.status == 2 && tuned.errors.contains("--precision int8 is for a frozen net"), "\(tuned.errors)")
    let carded = try train(program, data, to: "carded", "--precision", "int8", "--device", "cuda").outcome
    #expect(carded.status == 2 && carded.errors.contains("add --device cpu"), "\(carded.errors)")
    let (plain, trained) = try train(program, data, to: "plain", "--backbone", "efficientnet-lite0")
    try #require(trained.status == 0, "\(trained.errors)")
    let image = data.folder.url.appending(path: "data/red square/3.jpg").path
    let asked = try program.run("predict", "--model", plain.path, "--precision", "int8", image)
    #expect(asked.status == 1 && asked.errors.contains("There is no 8-bit form of this net"), "\(asked.errors)")
  }
}

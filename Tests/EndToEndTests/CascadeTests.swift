import Foundation
import Imaging
import TestSupport
import Testing

/// A model with a cascade, from training to every verb that asks or changes it.
@Suite(.serialized) struct CascadeTests {
  private let program: Program
  private let data: GeneratedDataSet
  private let model: String

  init() async throws {
    program = try Program()
    (data, model) = try await Self.trained.value
  }

  /// Two small nets at one look, on enough drawn images to choose a cascade by.
  private static let trained = Task { () -> (GeneratedDataSet, String) in
    let data = try GeneratedDataSet(perClass: 380)
    let model = data.folder.path + "/model"
    let trained = try Program().run(
      "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite1+efficientnet-lite0",
      "--input-size", "64", "--looks", "1", "--validation", "0.5", "--max-another", "0.3", "--cascade")
    try #require(trained.status == 0, "\(trained.errors)")
    try #require(trained.errors.contains("Cascade: "), "\(trained.errors)")
    return (data, model)
  }

  private func copy() throws -> (folder: TemporaryFolder, model: String) {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "model")
    try FileManager.default.copyItem(atPath: model, toPath: place.path)
    return (folder, place.path)
  }

  private var image: String { data.path + "/red square/3.jpg" }

  @Test func theCheaperNetAnswersWhatItIsSureOf() throws {
    let info = try program.run("model", "info", model, "--json").object()
    let cascade = try #require(info["cascade"] as? [String: Any])
    #expect(cascade["nets"] as? [String] == ["efficientnet-lite0", "efficientnet-lite1"])
    let shown = try program.run("model", "info", model).output
    #expect(shown.contains("efficientnet-lite0 at one look from"))
    let found = try program.run("predict", "--model", model, image, "--json").objects()[0]
    #expect((found["stage"] as? [String: Int])?["of"] == 2)
    let full = try program.run("predict", "--model", model, image, "--json", "--effort", "full").objects()[0]
    #expect(full["stage"] as? [String: Int] == ["number": 2, "of": 2])
    let least = try program.run("predict", "--model", model, image, "--json", "--effort", "least").objects()[0]
    #expect(least["stage"] as? [String: Int] == ["number": 1, "of": 2])
    #expect(try program.run("model", "verify", model, "--precision", "f32").status == 0)
    #expect(try program.run("model", "card", model).output.contains("Cascade: "))
  }

  @Test func evaluateCountsStagesAndLosesNothing() throws {
    let measured = try ["auto", "full"].map { effort in
      try program.run("evaluate", "--model", model, "--data", data.path, "--effort", effort, "--json").object()
    }
    let counts = try #require(measured[0]["stages"] as? [Int])
    #expect(counts.count == 2 && counts[0] > 0)
    #expect(measured[1]["stages"] as? [Int] == [0, counts.reduce(0, +)])
    let top1 = measured.compactMap { $0["top1"] as? Double }
    #expect(top1.count == 2 && top1[0] >= top1[1] - 0.005)
  }

  @Test func effortIsRefusedOrSaidWhereItHasNoEffect() throws {
    for words in [
      ["--looks", "1", "--effort", "auto"], ["--together", "--effort", "least"],
      ["--classes", "red square", "--effort", "auto"],
    ] {
      let refused = try program.start(["predict", "--model", model, image, image] + words).1()
      #expect(refused.status == 2 && refused.errors.contains("--effort"), "\(words)")
    }
    let unknown = try program.run("predict", "--model", model, image, "--effort", "much")
    #expect(unknown.status == 2)
    let (folder, plain) = try copy()
    defer { withExtendedLifetime(folder) {} }
    let few = try GeneratedDataSet(perClass: 60, seed: 9)
    let calibrated = try program.run("calibrate", "--model", plain, "--data", few.path, "--split", "all")
    #expect(calibrated.status == 0 && calibrated.errors.contains("loses its cascade"), "\(calibrated.errors)")
    #expect(try program.run("model", "verify", plain).status == 0)
    let said = try program.run("predict", "--model", plain, image, "--effort", "auto", "--json")
    #expect(said.status == 0 && said.errors.contains("--effort has no effect"))
    #expect(try said.objects()[0]["stage"] == nil)
  }

  @Test func calibratingChoosesTheThresholdsAgain() throws {
    let (folder, copied) = try copy()
    defer { withExtendedLifetime(folder) {} }
    let calibrated = try program.run(
      "calibrate", "--model", copied, "--data", data.path, "--split", "all", "--max-another", "0.3")
    #expect(calibrated.status == 0 && calibrated.errors.contains("Cascade: "), "\(calibrated.errors)")
    #expect(try program.run("model", "verify", copied).status == 0)
    let cascade = try program.run("model", "info", copied, "--json").object()["cascade"] as? [String: Any]
    let record = try #require(cascade?["record"] as? [String: Any])
    #expect(record["images"] as? Int ?? 0 > 1140)
    let found = try program.run("predict", "--model", copied, image, "--json").objects()[0]
    #expect((found["stage"] as? [String: Int])?["of"] == 2)
  }

  @Test func aNewClassIsAskedOfAllNetsAndLooks() throws {
    let folder = try TemporaryFolder()
    for number in 0..<12 {
      let pixels = (0..<(90 * 90)).flatMap { place -> [UInt8] in
        (place % 90 / (9 + number) + place / 90 / (9 + number)) % 2 == 0 ? [250, 160, 20] : [20, 20, 20]
      }
      let image = try #require(RGBImage(width: 90, height: 90, pixels: pixels))
      try folder.write(image.jpeg(quality: 90), to: "boards/\(number).jpg")
    }
    let (boards, grown) = ("\(folder.path)/boards", "\(folder.path)/grown")
    let added = try program.run(
      "model", "add-class", "board", boards, "--model", model, "--data", data.path, "--out", grown)
    #expect(added.status == 0 && added.errors.contains("loses its cascade"), "\(added.errors)")
    #expect(try program.run("model", "verify", grown, "--precision", "f32").status == 0)
    let found = try program.run("predict", "--model", grown, "\(boards)/3.jpg", "--json").objects()[0]
    #expect(found["stage"] == nil)
    #expect((found["predictions"] as? [[String: Any]])?.first?["label"] as? String == "board")
  }

  @Test func aShippedPartGetsItsStagesBack() throws {
    let folder = try TemporaryFolder()
    let (part, whole) = (folder.path + "/part", folder.path + "/whole")
    #expect(try program.run("model", "export", model, "--out", part).status == 0)
    let assembled = try program.run(
      "model", "assemble", part, "--weights", Program.weights.path, "--out", whole)
    #expect(assembled.status == 0, "\(assembled.errors)")
    for name in ["efficientnet-lite0.onnx", "efficientnet-lite1.onnx", "weights.safetensors", "model.json"] {
      #expect(FileManager.default.contentsEqual(atPath: "\(model)/\(name)", andPath: "\(whole)/\(name)"), "\(name)")
    }
    let exported = try program.run("model", "export", model, "--to", "onnx", "--out", folder.path + "/m.onnx")
    #expect(exported.status == 0 && exported.output.contains("cascade"), "\(exported.output)")
  }

  @Test func withoutEnoughImagesTheReasonIsSaid() throws {
    let small = try GeneratedDataSet(perClass: 14)
    let words = [
      "train", "--data", small.path, "--backbone", "efficientnet-lite0", "--input-size", "64", "--model-dir",
      small.folder.path + "/model",
    ]
    let asked = try program.start(words + ["--cascade", "--looks", "2"]).1()
    #expect(asked.status == 0 && asked.errors.contains("gets no cascade"), "\(asked.errors)")
    let single = try program.start(words + ["--cascade", "--looks", "1"]).1()
    #expect(single.errors.contains("one look of one net"), "\(single.errors)")
    #expect(!(try program.start(words + ["--looks", "2"]).1().errors.contains("cascade")))
  }
}

import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

/// Backbones brought in, and models built on them, through the program.
@Suite struct BackboneTests {
  private let program: Program

  init() throws { program = try Program() }

  private static let lite0 = Program.weights.appending(path: "efficientnet-lite0-57934424.pth").path

  @Test func listsWhatThereIs() throws {
    let listed = try program.run("backbone", "list", "--json")
    #expect(listed.status == 0, "\(listed.errors)")
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
    let names = entries.compactMap { $0["name"] as? String }
    for name in [
      "resnet50-v2", "efficientnet-b3", "mobilenetv3-large", "convnext-base", "vit-base-16", "dinov2-base-14",
    ] {
      #expect(names.contains(name))
    }
    let resNet = try #require(entries.first { $0["name"] as? String == "resnet50-v2" })
    #expect(resNet["sha256Prefix"] as? String == "11ad3fa6" && resNet["shorterSide"] as? Int == 232)
    #expect(resNet["weights"] == nil && resNet["licence"] as? String == "BSD-3-Clause")
    let table = try program.run("backbone", "list", "resnet18", "dinov2-small-14")
    #expect(table.output.split(separator: "\n").count == 3)
    #expect(try program.run("backbone", "list", "--long", "dinov2-small-14").output.contains("multiple of 14"))
    #expect(try program.run("backbone", "list", "vgg").status == 1)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: lite0)))
  func importedWeightsAreFoundAndAnswerAsThePublished() throws {
    let data = try GeneratedDataSet(perClass: 8)
    func train(_ name: String, weights: String) throws -> Program.Outcome {
      try program.start(
        [
          "train", "--data", data.path, "--model-dir", data.folder.url.appending(path: name).path, "--backbone",
          "efficientnet-lite0", "--precision", "f32",
        ], environment: ["DOGBREED_WEIGHTS": weights]
      ).1()
    }
    let nowhere = data.folder.url.appending(path: "nowhere").path
    let without = try train("none", weights: nowhere)
    #expect(without.status == 1 && without.errors.contains("were not found in \(nowhere)"))

    let imported = try program.run("backbone", "import", Self.lite0, "--as", "efficientnet-lite0")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output.contains("its arrays were named as in the publisher") && imported.errors.isEmpty)
    #expect(try train("imported", weights: nowhere).status == 0)
    #expect(try train("published", weights: Program.weights.path).status == 0)
    func weights(_ name: String) throws -> Data {
      try Data(contentsOf: data.folder.url.appending(path: "\(name)/weights.safetensors"))
    }
    #expect(try weights("imported") == weights("published"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: lite0)))
  func weightsOfAnotherNetAreRefusedAndNothingIsWritten() throws {
    let place = program.cache.url.appending(path: "out.safetensors").path
    let wrong = try program.run("backbone", "import", Self.lite0, "--as", "vit-small-16", "--out", place)
    #expect(wrong.status == 1 && wrong.output.isEmpty)
    let lines = wrong.errors.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("error: \(Self.lite0): ") }, "\(wrong.errors)")
    #expect(wrong.errors.contains("are not among the weights") && wrong.errors.contains("has no place for"))
    #expect(!FileManager.default.fileExists(atPath: place))
    let other = try program.run("backbone", "import", Self.lite0, "--as", "efficientnet-lite2", "--out", place)
    #expect(other.status == 1 && other.errors.contains("more arrays differ in shape"), "\(other.errors)")
    let text = try program.cache.write(Array("no weights".utf8), to: "text.pth").path
    let none = try program.run("backbone", "import", text, "--as", "resnet18")
    #expect(none.status == 1 && none.errors.contains("is not a weights file"))
  }

  /// Transformers, and a backbone without classes of its own, from training to an answer with its map.
  @Test(arguments: ["vit-small-16", "dinov2-small-14", "convnext-tiny", "mobilenetv3-large", "efficientnet-b0"])
  func modelsStandOnEveryKind(name: String) throws {
    let data = try GeneratedDataSet(perClass: 6)
    let model = data.folder.url.appending(path: "model").path
    let size = name == "dinov2-small-14" ? "70" : "64"
    let trained = try program.start([
      "train", "--data", data.path, "--model-dir", model, "--backbone", name, "--random-weights", "--input-size", size,
      "--json",
    ]).1()
    try #require(trained.status == 0, "\(trained.errors)")
    #expect(try trained.object()["classes"] as? Int == 3)
    #expect(try program.run("model", "verify", model, "--precision", "f32").status == 0)
    let image = data.folder.url.appending(path: "data/blue disc/0.jpg").path
    let answer = try program.run("predict", "--model", model, "--json", image)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect((try answer.object()["predictions"] as? [Any])?.count == 3)
    let measured = try program.run("evaluate", "--model", model, "--data", data.path, "--split", "all", "--json")
    #expect(measured.status == 0, "\(measured.errors)")
  }

  @Test func sizesThatPatchesDoNotDivideAreRefused() throws {
    let data = try GeneratedDataSet(perClass: 3)
    let wrong = try program.start([
      "train", "--data", data.path, "--model-dir", data.folder.url.appending(path: "m").path, "--backbone",
      "dinov2-small-14", "--random-weights", "--input-size", "225",
    ]).1()
    #expect(wrong.status == 1 && wrong.errors.contains("multiple of 14") && wrong.errors.contains("--input-size 224"))
  }

  /// What isn't the published file is removed, and said.
  @Test func fetchedWeightsAreCheckedAndImported() throws {
    let folder = try TemporaryFolder()
    let served = try FaultyServer(serving: folder.url)
    let backbone = try Backbone(named: "vit-small-16")
    var weights = WeightSet()
    for parameter in backbone.network.parameters {
      weights.arrays[parameter.name] = WeightArray(
        shape: parameter.shape, values: [Float](repeating: 0.01, count: parameter.count))
    }
    let file = try #require(backbone.weightsFile)
    try SafetensorsWriter.write(weights, to: folder.url.appending(path: file))
    let mirror = String(served.address("good", "").dropLast())
    let fetched = try program.run("backbone", "fetch", "vit-small-16", "--mirror", mirror)
    #expect(fetched.status == 0, "\(fetched.errors)")
    #expect(fetched.errors.contains("Apache-2.0") && fetched.errors.contains("states no hash"))
    let place = program.cache.url.appending(path: "dogbreed/weights/vit-small-16.safetensors")
    #expect(try SafetensorsFile(place).array("norm.weight").values.allSatisfy { $0 == 0.01 })
    let listed = try program.run("backbone", "list", "vit-small-16")
    #expect(listed.output.contains("here"))

    let other = String(repeating: "0", count: 64)
    let wrong = try program.run("backbone", "fetch", "vit-small-16", "--mirror", mirror, "--sha256", other)
    #expect(wrong.status == 1, "\(wrong.errors)")
    try folder.write(Array("no weights".utf8), to: "resnet18-f37072fd.pth")
    let false18 = try program.run(
      "backbone", "fetch", "resnet18", "--mirror", String(served.address("good", "").dropLast()))
    #expect(false18.status == 1 && false18.errors.contains("not f37072fd…"), "\(false18.errors)")
    let left = try FileManager.default.contentsOfDirectory(
      atPath: program.cache.url.appending(path: "dogbreed/weights/fetching").path)
    #expect(left.isEmpty, "\(left)")
    let bundled = try program.run("backbone", "fetch", "efficientnet-lite0")
    #expect(bundled.status == 1 && bundled.errors.contains("No download is known"))
  }
}

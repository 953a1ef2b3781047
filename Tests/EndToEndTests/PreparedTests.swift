import Foundation
import TestSupport
import Testing

/// Images prepared as shards, trained on and measured with, through the program.
@Suite struct PreparedTests {
  private let program: Program
  private let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 0)
    var generator = SeededGenerator(seed: 3)
    for name in GeneratedDataSet.classes {
      for number in 0..<16 {
        let part = number < 12 ? "train" : "test"
        try data.folder.write(
          GeneratedDataSet.image(of: name, using: &generator), to: "data/\(part)/\(name)/\(number).jpg")
      }
    }
  }

  private func place(_ name: String) -> String { data.folder.url.appending(path: name).path }

  private func train(_ folder: String, to model: String) throws -> Program.Outcome {
    try program.run(
      "train", "--data", place(folder), "--model-dir", place(model), "--backbone", "efficientnet-lite0", "--json")
  }

  @Test func shardsArePreparedTrainedOnAndMeasuredWith() throws {
    let prepared = try program.run(
      "data", "prepare", data.path, "--out", place("shards"), "--image-size", "96", "--json")
    try #require(prepared.status == 0, "\(prepared.errors)")
    #expect(try prepared.object()["counts"] as? [String: Int] == ["train": 36, "test": 12])
    #expect(try program.run("data", "verify", place("shards")).status == 0)
    // The images are needed no more.
    try FileManager.default.removeItem(atPath: data.path)

    let trained = try train("shards", to: "model")
    try #require(trained.status == 0, "\(trained.errors)")
    let summary = try trained.object()
    #expect(summary["classes"] as? Int == 3 && summary["images"] as? Int == 36)
    #expect(try train("shards", to: "again").object()["computed"] as? Int == 0)

    let evaluated = try program.run("evaluate", "--model", place("model"), "--data", place("shards"), "--json")
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    let report = try evaluated.object()
    #expect(report["images"] as? Int == 12 && report["top1"] as? Double ?? 0 > 0.9)
    #expect((report["problems"] as? [Any])?.isEmpty == true)
    let shown = try program.run("data", "show", place("shards"), "--json")
    #expect(try shown.object()["pictures"] as? Int == 48)
  }

  @Test func aDamagedShardIsNamedAndPreparedAgain() throws {
    let arguments = ["data", "prepare", data.path, "--out", place("shards"), "--image-size", "64"]
    try #require(try program.start(arguments).1().status == 0)
    let shard = URL(filePath: place("shards/train-000000.tar"))
    let whole = try Data(contentsOf: shard)
    var bytes = whole
    bytes[700] ^= 1
    try bytes.write(to: shard)
    let verified = try program.run("data", "verify", place("shards"))
    #expect(verified.status != 0)
    #expect((verified.output + verified.errors).contains(shard.path))
    let trained = try train("shards", to: "model")
    #expect((trained.output + trained.errors).contains("were changed; run `data prepare` again"))
    #expect(try program.start(arguments).1().status == 0)
    #expect(try Data(contentsOf: shard) == whole)
    #expect(try program.run("data", "verify", place("shards")).status == 0)
  }
}

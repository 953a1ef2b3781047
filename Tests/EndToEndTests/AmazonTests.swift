import Foundation
import TestSupport
import Testing

/// `s3://` wherever a path is taken, through the program.
@Suite struct AmazonTests {
  private let program: Program
  private let stub: StorageStub
  private let folder: TemporaryFolder

  init() throws {
    program = try Program()
    stub = try StorageStub(s3: ())
    folder = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func run(_ arguments: String..., as other: Program? = nil) throws -> Program.Outcome {
    try (other ?? program).start(arguments, environment: stub.s3Environment).1()
  }

  private func objects(_ prefix: String) throws -> [String] {
    try stub.state().objects.keys.filter { $0.hasPrefix("kennel/\(prefix)/") }.map {
      String($0.dropFirst(8 + prefix.count))
    }
  }

  @Test func trainedEvaluatedAskedAndServedFromThere() throws {
    let data = try GeneratedDataSet(perClass: 14)
    let sent = try run("cloud", "sync", data.path, "s3://kennel/data")
    #expect(sent.status == 0, "\(sent.errors)")
    let trained = try run(
      "train", "--data", "s3://kennel/data", "--model-dir", "s3://kennel/models/shapes", "--log-dir",
      "s3://kennel/logs",
      "--backbone", "efficientnet-lite0", "--input-size", "64", "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.object()["modelDir"] as? String == "s3://kennel/models/shapes")
    let model = try objects("models/shapes")
    #expect(model.contains("model.json") && model.contains("weights.safetensors"))
    #expect(try objects("logs").contains("run.json"))

    // Another machine, without a copy of anything.
    let other = try Program()
    let asked = try run(
      "predict", "--model", "s3://kennel/models/shapes", "s3://kennel/data", "s3://kennel/nothing.jpg", "--recursive",
      "--json", as: other)
    let answers = try asked.objects()
    #expect(asked.status == 1 && answers.count > 14, "\(asked.errors)")
    #expect(answers.contains { ($0["file"] as? String)?.hasPrefix("s3://kennel/data/blue disc/") == true })
    #expect(answers.contains { ($0["error"] as? String)?.contains("s3://kennel/nothing.jpg") == true })
    let measured = try run(
      "evaluate", "--model", "s3://kennel/models/shapes", "--data", "s3://kennel/data", "--split", "train", "--json",
      as: other)
    #expect(measured.status == 0, "\(measured.errors)")
    let served = try other.serve("s3://kennel/models/shapes", environment: stub.s3Environment) { address in
      #expect(address.hasPrefix("http://127.0.0.1:"))
    }
    #expect(served.status == 0, "\(served.errors)")
    let prepared = try run("data", "prepare", "s3://kennel/data", "--out", "s3://kennel/shards", "--image-size", "64")
    #expect(prepared.status == 0, "\(prepared.errors)")
    let verified = try run("data", "verify", "s3://kennel/shards", as: other)
    #expect(verified.status == 0, "\(verified.errors)")
    let state = try stub.state()
    #expect(state.violations.isEmpty && state.kept["uploads"] == 0, "\(state.violations)")
  }

  /// Killed at up to 50 random moments, in one piece and in parts: every byte arrives, none wrong, and no part stays behind.
  /// An upload that was begun in the very moment of a kill may stay open: it has no part, and costs nothing.
  @Test(arguments: [33_554_432, 524_288]) func killedItGoesOn(chunk: Int) throws {
    // Slow enough that most of the moments come before the end: 512 pieces of 64 KiB.
    try stub.configure(["slow": 0.04])
    var generator = SeededGenerator(seed: UInt64(chunk))
    let sent = (0..<(chunk > 1 << 20 ? 1 << 20 : 4 << 20)).flatMap { _ in
      withUnsafeBytes(of: generator.next()) { Array($0) }
    }
    try folder.write(sent, to: "file")
    let environment = stub.s3Environment.merging(["DOGBREED_CLOUD_CHUNK": "\(chunk)"]) { $1 }
    let up = try program.killing(
      ["cloud", "copy", path("file"), "s3://kennel/x/file"], environment: environment, kills: 25, after: 0.05...0.35,
      seed: 1)
    let isThere = try stub.bytes(bucket: "kennel", name: "x/file") == sent
    #expect(isThere)
    var state = try stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(state.objects.keys.sorted() == ["kennel/x/file"] && state.kept["loaded"] == 0, "\(state.kept)")
    let down = try program.killing(
      ["cloud", "copy", "s3://kennel/x/file", path("back")], environment: environment, kills: 25, after: 0.05...0.35,
      seed: 2)
    let isBack = FileManager.default.contents(atPath: path("back")).map(Array.init) == sent
    #expect(isBack)
    state = try stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(up + down >= 10, "\(up) and \(down) kills")
  }

  /// What Google's services read themselves has to be in Cloud Storage.
  @Test func whatTakesCloudStorageAloneSaysSo() throws {
    for words in [
      ["cloud", "train", "--data", "s3://kennel/data", "--region", "r", "--project", "p", "--dry-run"],
      [
        "cloud", "train", "--data", "gs://kennel/data", "--model-dir", "s3://kennel/m", "--region", "r", "--project",
        "p",
      ],
      ["cloud", "deploy", "--to", "cloud-run", "--model", "s3://kennel/m", "--dry-run"],
      ["cloud", "deploy", "--to", "cloud-run", "--model-uri", "s3://kennel/m", "--dry-run"],
      ["cloud", "copy", "s3://kennel/x", "gs://kennel/x"], ["cloud", "copy", "s3://K/x", path("x")],
      ["predict", "--out", "s3://kennel/a.csv", "x.jpg"],
    ] {
      let outcome = try program.start(words, environment: stub.s3Environment).1()
      #expect(outcome.status == 2, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains("gs://") || outcome.errors.contains("s3://"), "\(words): \(outcome.errors)")
    }
    #expect(try stub.state().requests.isEmpty)
  }

  @Test func whoHasNoKeysIsToldWhatToDo() throws {
    let environment = stub.s3Environment.filter { !$0.key.hasPrefix("AWS_ACCESS") && !$0.key.hasPrefix("AWS_SECRET") }
    let outcome = try program.start(["cloud", "copy", "s3://kennel/x", path("x")], environment: environment).1()
    #expect(outcome.status == 1 && outcome.errors.contains("AWS_ACCESS_KEY_ID"), "\(outcome.errors)")
  }
}

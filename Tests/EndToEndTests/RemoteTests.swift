import Foundation
import Imaging
import TestSupport
import Testing

/// `gs://` wherever a path is taken.
@Suite struct RemoteTests {
  private let program: Program
  private let stub: StorageStub

  init() throws {
    program = try Program()
    stub = try StorageStub()
  }

  private var environment: [String: String] {
    stub.environment.merging(["DOGBREED_CLOUD_IDLE": "30", "DOGBREED_CLOUD_DEADLINE": "120"]) { $1 }
  }

  private func run(_ arguments: String..., as other: Program? = nil) throws -> Program.Outcome {
    try (other ?? program).start(arguments, environment: environment).1()
  }

  private func sent(perClass: Int) throws -> GeneratedDataSet {
    let data = try GeneratedDataSet(perClass: perClass)
    let outcome = try run("cloud", "sync", data.path, "gs://kennel/data")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return data
  }

  private func objects(_ prefix: String) throws -> [String] {
    try stub.state().objects.keys.filter { $0.hasPrefix("kennel/\(prefix)/") }.map {
      String($0.dropFirst(8 + prefix.count))
    }
  }

  @Test func trainedEvaluatedAskedAndServedFromThere() throws {
    _ = try sent(perClass: 14)
    let trained = try run(
      "train", "--data_dir=gs://kennel/data", "--model_dir=gs://kennel/models/shapes", "--log_dir=gs://kennel/logs",
      "--backbone", "efficientnet-lite0", "--input-size", "64", "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.object()["modelDir"] as? String == "gs://kennel/models/shapes")
    let model = try objects("models/shapes")
    #expect(model.contains("model.json") && model.contains("weights.safetensors"))
    #expect(try objects("logs").contains("run.json"))

    // Another machine, without a copy of anything.
    let other = try Program()
    let verified = try run("model", "verify", "gs://kennel/models/shapes", as: other)
    #expect(verified.status == 0, "\(verified.errors)")
    let asked = try run(
      "predict", "--model", "gs://kennel/models/shapes", "gs://kennel/data/blue disc/0.jpg", "gs://kennel/nothing.jpg",
      "--json", as: other)
    let answers = try asked.objects()
    #expect(asked.status == 1 && answers.count == 2, "\(asked.errors)")
    #expect(Set(answers.compactMap { $0["file"] as? String }).contains("gs://kennel/data/blue disc/0.jpg"))
    #expect(answers.contains { ($0["error"] as? String)?.contains("gs://kennel/nothing.jpg") == true })
    let measured = try run(
      "evaluate", "--model", "gs://kennel/models/shapes", "--data", "gs://kennel/data", "--split",
      "train", "--json",
      as: other)
    #expect(measured.status == 0, "\(measured.errors)")
    let served = try other.serve("gs://kennel/models/shapes", environment: environment) { address in
      #expect(address.hasPrefix("http://127.0.0.1:"))
    }
    #expect(served.status == 0, "\(served.errors)")
    #expect(try stub.state().violations.isEmpty)
  }

  /// Killed while it stores its model and logs, the same command stores all of both; `Benchmarks/cloud/kills` does so 50
  /// times.
  @Test func killedWhileItStoresItStoresAll() throws {
    let data = try GeneratedDataSet(perClass: 12)
    func words(_ place: String) -> [String] {
      [
        "train", "--data-dir", data.path, "--model-dir", "gs://kennel/\(place)/model", "--log-dir",
        "gs://kennel/\(place)/logs", "--backbone", "efficientnet-lite0", "--input-size", "64", "--name", "shapes",
        "--head", "adam", "--epochs", "2",
      ]
    }
    let good = try program.start(words("good"), environment: environment).1()
    #expect(good.status == 0, "\(good.errors)")
    try stub.configure(["slow": 0.01])
    let slow = environment.merging(["DOGBREED_CLOUD_CHUNK": "1048576"]) { $1 }
    let kills = try program.killing(words("killed"), environment: slow, kills: 3, after: 1...3, seed: 7)
    try stub.configure(["slow": 0])
    #expect(kills > 0)
    #expect(try objects("killed/model").sorted() == objects("good/model").sorted())
    for name in try objects("good/model") where name != "model.json" {
      let isSame =
        try stub.bytes(bucket: "kennel", name: "killed/model/\(name)")
        == stub.bytes(bucket: "kennel", name: "good/model/\(name)")
      #expect(isSame, "\(name)")
    }
    let logs = try objects("killed/logs")
    for name in try objects("good/logs") where !name.contains("tfevents") { #expect(logs.contains(name), "\(name)") }
    #expect(logs.contains { $0.contains("tfevents") })
    #expect(
      try stub.state().violations.isEmpty && !stub.state().objects.keys.contains { $0.contains("dogbreed-parts") })
  }

  /// A stopped training continues elsewhere from the checkpoints that were stored as they were written.
  @Test func aStoppedTrainingGoesOnOnAnotherMachine() throws {
    _ = try sent(perClass: 12)
    let words = [
      "train", "--data-dir", "gs://kennel/data", "--model-dir", "gs://kennel/models/tuned", "--name", "shapes",
      "--backbone", "efficientnet-lite0", "--input-size", "64", "--tune", "full", "--batch-size", "8", "--lr", "0.01",
      "--epochs", "2", "--checkpoint-steps", "2",
    ]
    let (process, outcome) = try program.start(words, environment: environment)
    while process.isRunning, try objects("models/tuned-checkpoints").isEmpty {
      let local = FileManager.default.enumerator(atPath: program.cache.url.appending(path: "dogbreed/gs").path)
      let isThere = local?.contains { "\($0)".hasSuffix("step-00000002.json") } ?? false
      if isThere { break }
      Thread.sleep(forTimeInterval: 0.05)
    }
    kill(process.processIdentifier, SIGTERM)
    let stopped = outcome()
    #expect(stopped.status == 143, "\(stopped.errors)")
    let checkpoints = try objects("models/tuned-checkpoints")
    #expect(checkpoints.contains { $0.hasSuffix(".json") } && checkpoints.contains { $0.hasSuffix(".safetensors") })
    #expect(try objects("models/tuned").isEmpty)

    let other = try Program()
    let ended = try other.start(words + ["--resume"], environment: environment).1()
    #expect(ended.status == 0 && ended.errors.contains("Resuming from"), "\(ended.errors)")
    #expect(try objects("models/tuned").contains("model.json"))
    #expect(try stub.state().violations.isEmpty)
  }

  @Test func shardsThereAndBack() throws {
    _ = try sent(perClass: 4)
    let prepared = try run("data", "prepare", "gs://kennel/data", "--out", "gs://kennel/shards", "--image-size", "64")
    #expect(prepared.status == 0, "\(prepared.errors)")
    #expect(try objects("shards").contains("manifest.json"))
    let other = try Program()
    let verified = try run("data", "verify", "gs://kennel/shards", as: other)
    #expect(verified.status == 0, "\(verified.errors)")
    let shown = try run("data", "show", "gs://kennel/data", "--json", as: other)
    #expect(shown.status == 0, "\(shown.errors)")
  }

  /// What a stopped run has finished is kept, and no run wipes another's work.
  @Test func aStoppedPreparationGoesOnAndIsAloneInItsCopy() throws {
    let data = try GeneratedDataSet(perClass: 8)
    for number in 0..<12 {
      let noise = try #require(
        RGBImage(width: 600, height: 600, pixels: TestImages.noise(width: 600, height: 600, seed: UInt64(number))))
      try data.folder.write(try noise.jpeg(quality: 95), to: "data/noise/\(number).jpg")
    }
    let bad = try data.folder.write(Array("no image".utf8), to: "data/noise/bad.jpg")
    let words = [
      "data", "prepare", data.path, "--out", "gs://kennel/shards", "--image-size", "600", "--quality", "100",
      "--shard-mb", "1", "--json",
    ]
    let stopped = try program.start(words + ["--strict"], environment: environment).1()
    #expect(stopped.status == 1 && stopped.errors.contains("bad.jpg"), "\(stopped.errors)")
    #expect(try objects("shards").isEmpty)
    try FileManager.default.removeItem(at: bad)

    let copies = program.cache.url.appending(path: "dogbreed/gs")
    let inside = try FileManager.default.subpathsOfDirectory(atPath: copies.path)
    let lock = try #require(inside.first { $0.hasSuffix(".preparing.lock") })
    let descriptor = open(copies.appending(path: lock).path, O_RDWR)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let second = try program.start(words, environment: environment).1()
    #expect(second.status == 1 && second.errors.contains("gs://kennel/shards"), "\(second.errors)")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: copies.path).filter { $0.hasSuffix(".tar") }.count > 1)
    close(descriptor)

    let resumed = try program.start(words, environment: environment).1()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try (resumed.object()["kept"] as? Int ?? 0) > 0)
    #expect(try objects("shards").contains("manifest.json"))
    // From another place the copy that is whole is kept; options that differ are refused, and here nothing is there.
    let other = try run("data", "prepare", data.path, "--out", "gs://kennel/shards", "--image-size", "64")
    #expect(other.status == 1 && other.errors.contains("600"), "\(other.errors)")
    #expect(try stub.state().violations.isEmpty)
  }
}

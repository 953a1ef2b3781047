import Foundation
import Imaging
import TestSupport
import Testing

/// Training on prepared shards in a bucket, of which some at a time are on this machine.
@Suite struct ShardStreamTests {
  private let program: Program
  private let stub: StorageStub
  private let folder: TemporaryFolder
  /// Bytes of each shard's object, by its name.
  private let shards: [String: Int]

  private static let window = 2_400_000

  init() throws {
    (program, stub, folder) = (try Program(), try StorageStub(), try TemporaryFolder())
    for (tint, name) in ["red", "green", "blue"].enumerated() {
      for number in 0..<16 {
        var pixels = TestImages.noise(width: 256, height: 256, seed: UInt64(100 * tint + number))
        for place in pixels.indices where place % 3 != tint { pixels[place] /= 3 }
        let image = try #require(RGBImage(width: 256, height: 256, pixels: pixels))
        try folder.write(image.jpeg(quality: 95), to: "data/\(name)/\(number).jpg")
      }
    }
    let prepared = try program.start(
      [
        "data", "prepare", folder.url.appending(path: "data").path, "--out", folder.url.appending(path: "shards").path,
        "--image-size", "256", "--quality", "95", "--shard-mb", "1",
      ]
    ).1()
    try #require(prepared.status == 0, "\(prepared.errors)")
    var sizes: [String: Int] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "shards").path) {
      let bytes = try [UInt8](Data(contentsOf: folder.url.appending(path: "shards/\(name)")))
      try stub.put(bytes, bucket: "kennel", name: "shards/\(name)")
      if name.hasSuffix(".tar") { sizes[name] = bytes.count }
    }
    shards = sizes
    try #require(shards.count >= 3 && shards.values.allSatisfy { $0 <= Self.window / 2 }, "\(shards)")
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func words(_ data: String, _ model: String) -> [String] {
    [
      "train", "--data", data, "--model-dir", path(model), "--name", "tints", "--backbone", "efficientnet-lite0",
      "--input-size", "64", "--json",
    ]
  }

  private func streamed(_ model: String, _ more: String...) -> [String] {
    words("gs://kennel/shards", model) + ["--read-ahead", "2.4MB"] + more
  }

  private func seal(_ outcome: Program.Outcome) throws -> String {
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try #require(outcome.object()["version"] as? String)
  }

  /// What training on the shards as files of this machine gives.
  private func local() throws -> String {
    try seal(program.start(words(path("shards"), "local") + ["--feature-cache", path("local-features")]).1())
  }

  /// The bytes of shards that are on this machine now.
  private func held(by program: Program) -> Int {
    let place = program.cache.url.appending(path: "dogbreed/ahead").path
    let names = FileManager.default.enumerator(atPath: place)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".tar") }.reduce(0) { sum, name in
      sum + ((try? FileManager.default.attributesOfItem(atPath: "\(place)/\(name)")[.size] as? Int) ?? 0)
    }
  }

  /// The bytes of all shards that were read since the stub's last `clear`.
  private func read() throws -> Int {
    try stub.state().kept.filter { $0.key.hasPrefix("read ") && $0.key.hasSuffix(".tar") }.values.reduce(0, +)
  }

  @Test func neverMoreThanTheWindowIsHereAndTheModelIsTheSame() throws {
    let expected = try local()
    try stub.configure(["slow": 0.02])
    let (process, outcome) = try program.start(streamed("first"), environment: stub.environment)
    var most = 0
    while process.isRunning {
      most = max(most, held(by: program))
      Thread.sleep(forTimeInterval: 0.005)
    }
    #expect(try seal(outcome()) == expected)
    #expect(most > 0 && most <= Self.window, "\(most)")
    #expect(try read() == shards.values.reduce(0, +))
    #expect(held(by: program) == 0)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: program.cache.path).allSatisfy { !$0.hasSuffix(".tar") })

    // The index tells that all rows are there: no image is read again.
    try stub.clear()
    let again = try program.start(streamed("again"), environment: stub.environment).1()
    #expect(try seal(again) == expected)
    #expect(try again.object()["computed"] as? Int == 0)
    #expect(try read() == 0)
    #expect(try stub.state().violations.isEmpty)
  }

  @Test func killedItGoesOnFromTheRowsThatItHas() throws {
    let expected = try local()
    try stub.configure(["slow": 0.04])
    let kills = try program.killing(
      streamed("killed"), environment: stub.environment, kills: 4, after: 0.5...2, seed: 3)
    #expect(kills > 0)
    let last = try program.start(streamed("killed"), environment: stub.environment).1()
    #expect(try seal(last) == expected)
    // What killed runs left is gone.
    let left = try? FileManager.default.contentsOfDirectory(
      atPath: program.cache.url.appending(path: "dogbreed/ahead").path)
    #expect(left == [])
  }

  @Test func aShardThatIsntWhatWasPreparedIsNamed() throws {
    let name = try #require(shards.keys.filter { $0.hasPrefix("train") }.max())
    let whole = try #require(try stub.bytes(bucket: "kennel", name: "shards/\(name)"))
    func refusal(_ model: String) throws -> String {
      let outcome = try program.start(
        streamed(model, "--feature-cache", path(model + "-features")), environment: stub.environment
      ).1()
      #expect(outcome.status == 1, "\(outcome.output)")
      #expect(!FileManager.default.fileExists(atPath: path(model)))
      return outcome.errors
    }
    try stub.put(whole.dropLast(700), bucket: "kennel", name: "shards/\(name)")
    let short = try refusal("short")
    #expect(short.contains("gs://kennel/shards/\(name)") && short.contains("bytes instead of"), "\(short)")
    var changed = whole
    changed[5000] ^= 1
    try stub.put(changed, bucket: "kennel", name: "shards/\(name)")
    let other = try refusal("changed")
    #expect(other.contains("gs://kennel/shards/\(name)") && other.contains("SHA-256"), "\(other)")
    try stub.configure(["drop": "shards/\(name)"])
    let missing = try refusal("missing")
    #expect(missing.contains("gs://kennel/shards/\(name)") && missing.contains("missing"), "\(missing)")
    // A bucket that can't be read for a while is asked again.
    try stub.put(whole, bucket: "kennel", name: "shards/\(name)")
    try stub.configure(["script": [["match": "\(name).*alt=media", "kind": "503", "times": 3]]])
    let ended = try program.start(streamed("late"), environment: stub.environment).1()
    #expect(try seal(ended) == local())
    #expect(try stub.state().faults["503"] == 3)
  }

  /// Of a store that would be waited for in vain (mosaicml/streaming 417, 475) the option and the shard are named.
  @Test func aWindowSmallerThanAShardIsRefused() throws {
    let outcome = try program.start(
      words("gs://kennel/shards", "small") + ["--read-ahead", "300kB"], environment: stub.environment
    ).1()
    #expect(outcome.status == 1 && outcome.errors.contains("--read-ahead"), "\(outcome.errors)")
    #expect(outcome.errors.contains("gs://kennel/shards/train-000000.tar"), "\(outcome.errors)")
    #expect(try read() == 0)
  }

  /// What is removed is what was brought (mosaicml/streaming 988): shards of this machine among the data stay. The others are
  /// in S3.
  @Test func shardsOfThisMachineStay() throws {
    let s3 = try StorageStub(s3: ())
    let sent = try program.start(
      ["cloud", "sync", path("shards"), "s3://kennel/shards"], environment: s3.s3Environment
    )
    .1()
    #expect(sent.status == 0, "\(sent.errors)")
    func local() throws -> [String: Int?] {
      let names = try FileManager.default.contentsOfDirectory(atPath: path("shards"))
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          (name, try FileManager.default.attributesOfItem(atPath: path("shards/\(name)"))[.size] as? Int)
        })
    }
    let before = try local()
    let outcome = try program.start(
      words(path("shards"), "both") + ["--data", "s3://kennel/shards", "--read-ahead", "2.4MB"],
      environment: s3.s3Environment
    ).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.object()["images"] as? Int == 96)
    #expect(try local() == before)
    #expect(held(by: program) == 0)
    #expect(try s3.state().violations.isEmpty)
  }

  /// Two machines, each with a cache of its own: the one that is lost is named, and started again both resume.
  @Test func eachMachineReadsItsShardsAndALostOneIsNamed() throws {
    let expected = try local()
    let machines = [program, try Program()]
    func start(_ model: String) throws -> [(Process, () -> Program.Outcome)] {
      let port = try ReservedPort()
      return try machines.enumerated().map { rank, machine in
        try machine.start(
          streamed(model, "--threads", "1"),
          environment: stub.environment.merging([
            "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(port.number)", "WORLD_SIZE": "2", "RANK": "\(rank)",
            "GLOO_SOCKET_IFNAME": "lo",
          ]) { $1 })
      }
    }
    try stub.configure(["slow": 0.1])
    let pair = try start("lost")
    while pair[1].0.isRunning, held(by: machines[1]) == 0 { Thread.sleep(forTimeInterval: 0.02) }
    kill(pair[1].0.processIdentifier, SIGKILL)
    let ended = pair[0].1()
    _ = pair[1].1()
    #expect(ended.status == 1 && ended.errors.contains("Process 1 was lost on "), "\(ended.errors)")

    try stub.configure(["slow": 0])
    try stub.clear()
    let both = try start("whole").map { $0.1() }
    #expect(both.allSatisfy { $0.status == 0 }, "\(both.map(\.errors))")
    #expect(try seal(both[0]) == expected)
    // The first one has all its rows already; no shard is read by both.
    let most = try stub.state().kept.filter { $0.key.hasSuffix(".tar") }
    #expect(!most.isEmpty && most.allSatisfy { shards[String($0.key.split(separator: "/").last ?? "")] == $0.value })
    #expect(try read() < shards.values.reduce(0, +))
  }
}

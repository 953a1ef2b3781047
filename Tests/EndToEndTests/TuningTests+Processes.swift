import Foundation
import TestSupport
import Testing

/// Places and ranks that the environment names, and several processes that train one model.
extension TuningTests {
  /// Vertex AI names the places in variables.
  @Test func placesComeFromTheEnvironment() throws {
    let outcome = try program.start(
      [
        "train", "--data-dir", data.path, "--backbone", "efficientnet-lite0", "--input-size", "64", "--tune", "last:1",
        "--epochs", "1", "--batch-size", "8",
      ],
      environment: [
        "AIP_MODEL_DIR": place("aip/model"), "AIP_CHECKPOINT_DIR": place("aip/checkpoints"),
        "AIP_TENSORBOARD_LOG_DIR": place("aip/logs"),
      ]
    ).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    for name in ["model/model.json", "checkpoints/step-00000000.json", "logs/metrics.csv"] {
      #expect(FileManager.default.fileExists(atPath: place("aip/\(name)")), "\(name)")
    }
    #expect(try program.run("model", "verify", place("aip/model")).status == 0)
  }

  /// With norms frozen, and with norms that take both processes' images together: those enlarge the last bits'
  /// rounding, but without it their statistics alone would be several hundredths apart.
  @Test(arguments: [("frozen", "--freeze-norm", "0.001", 1e-5), ("synced", "--sync-norm", "0.00001", 1e-3)])
  func twoProcessesGiveTheWeightsOfOne(_ kind: String, _ norm: String, _ rate: String, _ most: Double) throws {
    let options = [
      "--epochs", "1", norm, "--precision", "f32", "--augment", "none", "--lr", rate, "--threads", "1",
      "--feature-cache", place("\(kind)-features"),
    ]
    for (name, more) in [("two", ["--processes", "2"]), ("one", [])] {
      let outcome = try program.start(arguments("\(kind)-\(name)", options + more)).1()
      #expect(outcome.status == 0, "\(outcome.errors)")
      // What the second process computed is in the first one's cache.
      #expect(outcome.output.contains(name == "two" ? "0 from the cache" : "0 features computed"), "\(outcome.output)")
    }
    var all: [[String: [Float]]] = []
    for name in ["one", "two"] {
      let folder = place("\(kind)-\(name)-checkpoints")
      let newest = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder).filter {
          $0.hasPrefix("step-") && $0.hasSuffix(".safetensors")
        }.max())
      all.append(try Self.read(URL(filePath: "\(folder)/\(newest)")))
    }
    #expect(all[0].count == all[1].count && all[0].keys.count { $0.hasPrefix("net/") } > 100)
    for (name, values) in all[0] where name.hasPrefix("net/") {
      let size = max(values.map(abs).max() ?? 0, 1e-3)
      let distance = zip(values, all[1][name] ?? []).map { abs($0 - $1) }.max() ?? .infinity
      #expect(Double(distance / size) < most, "\(name): \(distance / size)")
    }
  }

  /// Also the head alone: each process looks at its share of the images, and the model is the same.
  @Test func featuresAreTakenByAllProcesses() throws {
    var seals: [String] = []
    for (name, more) in [("alone", []), ("shared", ["--processes", "3"])] {
      let outcome = try program.start(
        [
          "train", "--data-dir", data.path, "--model-dir", place(name), "--name", "shapes", "--backbone",
          "efficientnet-lite0", "--input-size", "64", "--views", "3", "--feature-cache", place("\(name)-features"),
          "--json",
        ] + more
      ).1()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let said = try outcome.object()
      #expect(said["computed"] as? Int ?? 0 > 36 * 3 && said["cached"] as? Int == 0)
      seals.append(try #require(said["version"] as? String))
    }
    #expect(seals[0] == seals[1])
  }

  @Test func aLostProcessEndsTheOthersByName() throws {
    let (process, outcome) = try program.start(
      arguments("lost", ["--epochs", "400", "--processes", "2", "--threads", "1", "--checkpoint-steps", "4"]))
    while process.isRunning, !FileManager.default.fileExists(atPath: place("lost-checkpoints/step-00000004.json")) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    let victim = try #require(Self.process(rank: 1, under: process.processIdentifier))
    kill(victim, SIGKILL)
    let ended = outcome()
    #expect(ended.status == 137)
    #expect(
      ended.errors.contains("Process 1 was lost") && ended.errors.contains("killed by signal 9"), "\(ended.errors)")
  }

  /// The arrays of a safetensors file, read without the project's own reader.
  private static func read(_ file: URL) throws -> [String: [Float]] {
    let data = try Data(contentsOf: file)
    let length = Int(
      data.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) })
    let header = try JSONSerialization.jsonObject(with: data[8..<(8 + length)]) as? [String: [String: Any]] ?? [:]
    return header.compactMapValues { entry in
      guard let range = entry["data_offsets"] as? [Int] else { return nil }
      let bytes = [UInt8](data[(8 + length + range[0])..<(8 + length + range[1])])
      return bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
  }

  /// The process of a rank below a launcher.
  private static func process(rank: Int, under parent: Int32) -> Int32? {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return numbers.first { number in
      guard let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8),
        status.contains("PPid:\t\(parent)\n"),
        let environment = FileManager.default.contents(atPath: "/proc/\(number)/environ")
      else { return false }
      return String(decoding: environment, as: UTF8.self).split(separator: "\0").contains("RANK=\(rank)")
    }
  }
}

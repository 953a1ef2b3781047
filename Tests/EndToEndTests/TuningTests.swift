import Foundation
import TestSupport
import Testing

/// Fine-tuning through the program: exact after kills, orderly after signals, together with others.
@Suite struct TuningTests {
  let program: Program
  let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 12)
  }

  func place(_ name: String) -> String { data.folder.url.appending(path: name).path }

  func arguments(_ name: String, _ more: [String] = []) -> [String] {
    [
      "train", "--data-dir", data.path, "--model-dir", place(name), "--name", "shapes", "--backbone",
      "efficientnet-lite0", "--input-size", "64", "--tune", "full", "--batch-size", "8", "--lr", "0.01",
    ] + more
  }

  /// SHA-256 of the newest checkpoint's arrays, as its state says.
  private func arrays(_ name: String) throws -> String {
    let folder = place("\(name)-checkpoints")
    let newest = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.max())
    let state = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: "\(folder)/\(newest)")))
    return try #require((state as? [String: Any])?["arrays"] as? String)
  }

  private func weights(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: place(name)).appending(path: "weights.safetensors"))
  }

  private static let eventful = [
    "--epochs", "2", "--checkpoint-steps", "2", "--augment", "strong", "--mixup", "0.2", "--ema", "0.9", "--drop-path",
    "0.1",
  ]

  @Test func killedAtRandomMomentsItEndsWithTheSameBytes() throws {
    let whole = try program.start(arguments("whole", Self.eventful + ["--workers", "1"])).1()
    #expect(whole.status == 0, "\(whole.errors)")
    let (expected, model) = (try arrays("whole"), try weights("whole"))
    for workers in [2, 8] {
      let name = "workers\(workers)"
      let outcome = try program.start(arguments(name, Self.eventful + ["--workers", "\(workers)"])).1()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try arrays(name) == expected && weights(name) == model)
    }
    var generator = SeededGenerator(seed: 20)
    var (kills, resume) = (0, false)
    while true {
      let (process, outcome) = try program.start(
        arguments("killed", Self.eventful + [resume ? "--resume" : "--resume-if-any"]))
      if kills < 20 {
        Thread.sleep(forTimeInterval: Double.random(in: 0.2...1.6, using: &generator))
        if process.isRunning {
          kill(process.processIdentifier, SIGKILL)
          kills += 1
        }
      }
      let ended = outcome()
      let files = (try? FileManager.default.contentsOfDirectory(atPath: place("killed-checkpoints"))) ?? []
      resume = files.contains { $0.hasPrefix("step-") && $0.hasSuffix(".json") }
      guard process.terminationReason == .exit else { continue }
      #expect(ended.status == 0, "\(ended.errors)")
      #expect(try arrays("killed") == expected && weights("killed") == model)
      if kills >= 20 { break }
      for name in ["killed", "killed-checkpoints"] { try? FileManager.default.removeItem(atPath: place(name)) }
      resume = false
    }
  }

  @Test(arguments: [(SIGTERM, Int32(143)), (SIGINT, Int32(130))])
  func aSignalEndsItInOrder(_ signal: Int32, _ status: Int32) throws {
    let (process, outcome) = try program.start(arguments("stopped", ["--epochs", "400", "--checkpoint-steps", "1000"]))
    while process.isRunning, !FileManager.default.fileExists(atPath: place("stopped-checkpoints/step-00000000.json")) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    Thread.sleep(forTimeInterval: 0.5)
    kill(process.processIdentifier, signal)
    let ended = outcome()
    #expect(ended.status == status && ended.errors.contains("--resume"), "\(ended.errors.suffix(300))")
    #expect(!FileManager.default.fileExists(atPath: place("stopped")))
    // Other options make another run.
    let other = try program.start(arguments("stopped", ["--epochs", "2", "--resume"])).1()
    #expect(other.status == 1 && other.errors.contains("epochs 400, not 2"), "\(other.errors.suffix(300))")
  }

  #if os(Linux)
    /// Under a limit of memory that all of a batch doesn't fit into, it goes through in parts.
    @Test func whereMemoryIsShortABatchGoesThroughInParts() throws {
      let options = ["--epochs", "1", "--batch-size", "32", "--input-size", "160", "--threads", "2"]
      let (process, outcome) = try program.start(arguments("roomy", options))
      var most = 0
      while process.isRunning {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmPeak:") }
        most = max(most, line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
        Thread.sleep(forTimeInterval: 0.01)
      }
      let roomy = outcome()
      #expect(roomy.status == 0 && !roomy.errors.contains("parts"), "\(roomy.errors)")
      // What is kept for reuse goes first; then all of a batch no longer fits.
      var times = 0
      for percent in stride(from: 95, through: 50, by: -5) where times == 0 {
        for name in ["tight", "tight-checkpoints"] { try? FileManager.default.removeItem(atPath: place(name)) }
        let limit = most * percent / 100 * 1024
        let tight = try program.start(arguments("tight", options), within: ["prlimit", "--as=\(limit)"]).1()
        try #require(tight.status == 0, "\(tight.errors)")
        times = tight.errors.components(separatedBy: "split into 2 parts").count - 1
      }
      // Said once, at half the memory at the latest.
      #expect(times == 1)
      #expect(try program.run("model", "verify", place("tight")).status == 0)
    }
  #endif

  @Test func whatARunLeaves() throws {
    let logs = place("logs")
    let outcome = try program.start(
      arguments("logged", ["--epochs", "2", "--log-dir", logs, "--lr", "find", "--keep", "1", "--balance", "weights"])
    ).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: logs))
    for name in ["metrics.csv", "metrics.jsonl", "run.json", "training_result.csv", "metadata.json", "lr-find.svg"] {
      #expect(files.contains(name))
    }
    #expect(files.contains { $0.hasPrefix("events.out.tfevents.") })
    let record = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: "\(logs)/run.json")))
    let run = try #require(record as? [String: Any])
    #expect(run["dataHash"] as? String != nil && (run["arguments"] as? [String])?.first == "train")
    // What was settled on the way stands there, not what was asked for.
    let tuning = try #require(run["tuning"] as? [String: String])
    let numbers = tuning["halfPrecision"] == "true" ? "in bf16 on cpu" : "in f32 on cpu"
    #expect(outcome.errors.contains("Before fine-tuning, \(numbers)"))
    let said = try #require(outcome.errors.firstMatch(of: /The learning rate is ([0-9.e-]+)\./)?.1)
    let (found, written) = (try #require(Double(said)), try #require(tuning["rate"].flatMap(Double.init)))
    #expect(abs(found - written) < 0.06 * written)
    let left = try FileManager.default.contentsOfDirectory(atPath: place("logged-checkpoints"))
    #expect(left.filter { $0.hasPrefix("step-") }.count == 2)
    #expect(try program.run("model", "verify", place("logged")).status == 0)
  }

  @Test func itKeepsItsTimeBudget() throws {
    let outcome = try program.start(arguments("budget", ["--time-budget", "20s", "--augment", "none"])).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let planned = try #require(outcome.errors.firstMatch(of: /(\d+) epochs fit into 20 s/))
    // Epochs that turn out slower than the first steps leave time for fewer.
    let dropped = outcome.errors.matches(of: /An epoch took \d+ s, so (\d+) instead of \d+ fit/).last
    let epochs = try #require(Int(dropped?.output.1 ?? planned.output.1))
    // Nothing else decides the number: five is what it would be without.
    #expect(epochs >= 1 && outcome.errors.contains("epoch \(epochs): "), "\(outcome.errors)")
    #expect(!outcome.errors.contains("epoch \(epochs + 1): "))
  }

  /// A process that is halted in its first epoch finds it slow.
  @Test func itPlansAgainWhereEpochsTurnOutSlower() throws {
    let (process, outcome) = try program.start(
      arguments("slow", ["--time-budget", "60s", "--augment", "none", "--checkpoint-steps", "1000"]))
    while process.isRunning, !FileManager.default.fileExists(atPath: place("slow-checkpoints/step-00000000.json")) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    kill(process.processIdentifier, SIGSTOP)
    Thread.sleep(forTimeInterval: 20)
    kill(process.processIdentifier, SIGCONT)
    let ended = outcome()
    #expect(ended.status == 0, "\(ended.errors)")
    let planned = try #require(ended.errors.firstMatch(of: /(\d+) epochs fit into 60 s/).flatMap { Int($0.1) })
    // Where hardly any fitted before, a machine is too busy for one to be dropped.
    guard planned >= 3 else { return }
    let again = ended.errors.matches(of: /An epoch took (\d+) s, so (\d+) instead of \d+ fit into 60 s/)
    let first = try #require(again.first, "\(ended.errors)")
    #expect(Int(first.1) ?? 0 >= 20 && Int(first.2) ?? 9 <= 2)
    let epochs = try #require(again.last.flatMap { Int($0.2) })
    #expect(epochs >= 1 && epochs < planned)
    #expect(ended.errors.contains("epoch \(epochs): ") && !ended.errors.contains("epoch \(epochs + 1): "))
  }

  @Test func theOriginalsRecipe() throws {
    let logs = place("original-logs")
    let outcome = try program.start(
      [
        "train", "--data_dir=\(data.path)", "--model_dir=\(place("original"))", "--recipe", "original",
        "--random-weights",
        "--input-size", "64", "--epochs=4", "--batch_size=12", "--test_batch_size=400", "--lr=0.001",
        "--log_dir=\(logs)",
        "--seed=7",
      ]
    ).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let table = try String(contentsOfFile: "\(logs)/training_result.csv", encoding: .utf8)
    #expect(table.split(separator: "\n").count == 5)
    let text = try Data(contentsOf: URL(filePath: place("original")).appending(path: "model.json"))
    let model = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect((model["preprocessing"] as? [String: Any])?["resize"] as? String == "letterbox")
    #expect((model["training"] as? [String: Any])?["head"] as? String == "adam")
    #expect(((model["backbones"] as? [[String: Any]])?.first?["name"] as? String) == "resnet50")
  }

  private static var hasCard: Bool {
    ProcessInfo.processInfo.environment["DOGBREED_CUDA"] == "1"
      && FileManager.default.fileExists(atPath: "/dev/nvidia0")
  }

  @Test(.enabled(if: hasCard, "this machine has no NVIDIA card, or the build is not for one"))
  func aCardTrainsAModelThatTheProcessorAnswersFrom() throws {
    let outcome = try program.start(arguments("card", ["--epochs", "2", "--use-cuda"])).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try program.run("model", "verify", place("card")).status == 0)
  }

  /// Answers of this net with random weights differ by half their spread in f32 and bf16.
  @Test func aModelProvesItselfInEveryPrecision() throws {
    let outcome = try program.run(
      "train", "--data-dir", data.path, "--model-dir", place("small"), "--backbone", "mobilenetv3-large",
      "--random-weights")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let answers = try String(contentsOf: URL(filePath: place("small/golden/answers.json")), encoding: .utf8)
    let chosen = try program.run("model", "verify", place("small"))
    #expect(chosen.status == 0, "\(chosen.errors)")
    #expect(chosen.output.contains("in bf16") == answers.contains("halfLogits"))
    let full = try program.run("model", "verify", place("small"), "--precision", "f32")
    #expect(full.status == 0 && full.output.contains("in f32"), "\(full.errors)")
  }

  @Test func badOptionsAreRefused() throws {
    for options in [
      ["--tune", "half"], ["--tune", "full", "--schedule", "step:0:2"], ["--tune", "full", "--mixup", "-1"],
      ["--tune", "full", "--augment", "much"], ["--tune", "full", "--device", "tpu"], ["--resume"], ["--lr", "find"],
    ] {
      let all = ["train", "--data-dir", data.path, "--model-dir", place("no")] + options
      let outcome = try program.start(all).1()
      #expect(outcome.status == 2, "\(options): \(outcome.errors)")
    }
    let nothing = try program.start(arguments("none", ["--resume"])).1()
    #expect(nothing.status == 1 && nothing.errors.contains("no complete checkpoint"), "\(nothing.errors)")
    let device = try program.start(arguments("none", ["--device", "cuda:7"])).1()
    #expect(device.status == 1 && device.errors.contains("cuda:7 is not available"), "\(device.errors)")
  }
}

import Foundation
import TestSupport
import Testing

/// The built program, run as a user runs it.
struct Program {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// Each line of the output as a JSON object.
    func objects() throws -> [[String: Any]] {
      try output.split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }

    /// The whole output as one JSON object.
    func object() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The program stands next to the bundle of tests.
  static var binary: URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().appending(
      path: "dogbreed")
  }

  /// The publishers' weights that `script/bootstrap` unpacks.
  static var weights: URL { RealImages.checkout.appending(path: ".deps/weights") }

  /// A cache of its own, so that runs of the tests don't lean on one another.
  let cache: TemporaryFolder

  init() throws { cache = try TemporaryFolder() }

  /// A process of the program that runs, and where it writes.
  private struct Started {
    let process: Process
    let folder: TemporaryFolder
    let output: URL
    let errors: URL

    func outcome() -> Outcome {
      process.waitUntilExit()
      return Outcome(status: process.terminationStatus, output: Self.text(of: output), errors: Self.text(of: errors))
    }

    /// What was written so far, whether or not it is UTF-8.
    static func text(of file: URL) -> String {
      String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self)
    }
  }

  private func launch(
    _ arguments: [String], environment: [String: String], within: [String], isShell: Bool = false
  ) throws -> Started {
    let process = Process()
    process.executableURL = within.isEmpty ? Self.binary : URL(filePath: "/usr/bin/env")
    process.arguments =
      within.isEmpty ? arguments : isShell ? within + arguments : within + [Self.binary.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["XDG_CACHE_HOME": cache.path, "DOGBREED_WEIGHTS": Self.weights.path]
    ) { $1 }.merging(environment) { $1 }
    let folder = try TemporaryFolder()
    let (output, errors) = (try folder.write([], to: "out"), try folder.write([], to: "err"))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return Started(process: process, folder: folder, output: output, errors: errors)
  }

  /// - Parameters:
  ///   - within: Words that run the program, such as those that enter a namespace.
  ///   - isShell: Whether the arguments name the program themselves.
  func start(
    _ arguments: [String], environment: [String: String] = [:], within: [String] = [], isShell: Bool = false
  ) throws -> (Process, () -> Outcome) {
    let started = try launch(arguments, environment: environment, within: within, isShell: isShell)
    return (started.process, started.outcome)
  }

  /// Runs until it ends by itself, with success; before that it is killed at `kills` moments, drawn from the seed.
  ///
  /// Returns how often it was killed: less often where it ended sooner.
  func killing(
    _ arguments: [String], environment: [String: String] = [:], kills wanted: Int, after seconds: ClosedRange<Double>,
    seed: UInt64
  ) throws -> Int {
    var generator = SeededGenerator(seed: seed)
    var kills = 0
    while true {
      let (process, outcome) = try start(arguments, environment: environment)
      if kills < wanted {
        Thread.sleep(forTimeInterval: Double.random(in: seconds, using: &generator))
        if process.isRunning {
          kill(process.processIdentifier, SIGKILL)
          kills += 1
        }
      }
      let ended = outcome()
      guard process.terminationReason == .exit else { continue }
      #expect(ended.status == 0, "\(ended.errors)")
      return kills
    }
  }

  /// Runs a server of a model on a free port, and a body with its address once it is ready; ends the server by SIGTERM.
  ///
  /// Throws where the server ends before, or isn't ready within ten minutes.
  func serve(
    _ model: String, environment: [String: String] = [:], within: [String] = [],
    _ body: (_ address: String) throws -> Void
  ) throws -> Outcome {
    let started = try launch(["serve", "--model", model, "--port", "0"], environment: environment, within: within)
    let end = ContinuousClock.now + .seconds(600)
    func isReady() throws -> String? {
      let said = Started.text(of: started.output)
      guard said.contains("\n"), let line = said.split(separator: "\n").first,
        let port = line.split(separator: ":").last, try run("health", "--port", "\(port)").status == 0
      else { return nil }
      return String(line)
    }
    defer { if started.process.isRunning { kill(started.process.processIdentifier, SIGKILL) } }
    var address = try isReady()
    while address == nil, started.process.isRunning, .now < end {
      Thread.sleep(forTimeInterval: 0.05)
      address = try isReady()
    }
    try body(#require(address, "\(Started.text(of: started.errors))"))
    #expect(started.process.isRunning, "\(Started.text(of: started.errors))")
    kill(started.process.processIdentifier, SIGTERM)
    return started.outcome()
  }

  @discardableResult
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try start(arguments, environment: environment).1()
  }
}

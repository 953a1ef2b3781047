import Foundation
import TestSupport

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

  /// The program stands beside the bundle of tests.
  static var binary: URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().appending(
      path: "dogbreed")
  }

  /// The publishers' weights that `script/bootstrap` unpacks.
  static var weights: URL { Photographs.checkout.appending(path: ".deps/weights") }

  /// A cache of its own, so that runs of the tests don't lean on one another.
  let cache: TemporaryFolder

  init() throws { cache = try TemporaryFolder() }

  /// - Parameter within: Words that run the program, such as those that enter a namespace.
  func start(
    _ arguments: [String], environment: [String: String] = [:], within: [String] = []
  ) throws -> (Process, () -> Outcome) {
    let process = Process()
    process.executableURL = within.isEmpty ? Self.binary : URL(filePath: "/usr/bin/env")
    process.arguments = within.isEmpty ? arguments : within + [Self.binary.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["XDG_CACHE_HOME": cache.path, "DOGBREED_WEIGHTS": Self.weights.path]
    ) { $1 }.merging(environment) { $1 }
    let folder = try TemporaryFolder()
    let files = try ["out", "err"].map { name in
      try folder.write([], to: name)
    }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return (
      process,
      {
        process.waitUntilExit()
        let texts = files.map { (try? String(contentsOf: $0, encoding: .utf8)) ?? "" }
        withExtendedLifetime(folder) {}
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
      }
    )
  }

  @discardableResult
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try start(arguments, environment: environment).1()
  }
}

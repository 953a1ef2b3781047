import ArgumentParser
import Corpus
import Foundation
import Shards
import Support

/// `dogbreed data verify`: are prepared shards intact?
struct DataVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read prepared shards in full and check them against their manifest.",
    discussion: """
      The exit code is 1 if a shard was truncated or changed; each is listed.

      Examples:
        dogbreed data verify shards
        dogbreed data verify shards --json
      """)

  @Argument(help: "A folder that `data prepare` wrote, or its gs:// or s3:// URL.", transform: Place.pathOrURL)
  var shards: String

  @Flag(help: "One JSON object with the damaged shards.")
  var json = false

  func run() async throws {
    let set = try ShardSet(
      reading: URL(filePath: await Remote.input(shards), directoryHint: .isDirectory))
    let progress = ConsoleProgress()
    progress.begin("verifying", total: set.manifest.shards.count)
    let problems = try await set.verify(threads: ProcessInfo.processInfo.activeProcessorCount) {
      progress.advance(to: $0, of: $1)
    }
    for problem in problems { progress.note("error: \(problem.reason)") }
    let images = set.manifest.shards.reduce(0) { $0 + $1.samples }
    let report = VerificationReport(shards: set.manifest.shards.count, images: images, problems: problems)
    if json {
      try Console.out(JSONText.pretty(report))
    } else if problems.isEmpty {
      try Console.out("\(shards): \(report.shards) shards with \(images) images are intact.")
    }
    if !problems.isEmpty { throw ExitCode.failure }
  }
}

/// What `verify --json` says.
private struct VerificationReport: Encodable {
  let shards: Int
  let images: Int
  let problems: [Problem]

  private enum CodingKeys: String, CodingKey {
    case shards, problems
    case images = "pictures"
  }
}

import ArgumentParser
import Corpus
import Foundation
import Shards
import Support

/// `dogbreed data verify`: are prepared shards as they were written?
struct DataVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read prepared shards whole and hold them against their manifest.",
    discussion: "The exit code is 1 when a shard was cut short or changed; each is named.")

  @Argument(help: "A folder that `data prepare` wrote, or its gs:// address.", transform: Place.pathOrURL)
  var shards: String

  @Flag(help: "One JSON object with the shards that aren't as they were written.")
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
    let pictures = set.manifest.shards.reduce(0) { $0 + $1.samples }
    let report = VerificationReport(shards: set.manifest.shards.count, pictures: pictures, problems: problems)
    if json {
      Console.out(JSONText.pretty(report))
    } else if problems.isEmpty {
      Console.out("\(shards): \(report.shards) shards with \(pictures) pictures are as they were written.")
    }
    if !problems.isEmpty { throw ExitCode.failure }
  }
}

/// What `verify --json` says.
private struct VerificationReport: Encodable {
  let shards: Int
  let pictures: Int
  let problems: [Problem]
}

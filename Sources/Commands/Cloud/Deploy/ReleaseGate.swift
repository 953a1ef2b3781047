import ArgumentParser
import Foundation

/// Holds back a deployment that may be worse than the one it replaces.
struct ReleaseGate: ParsableArguments {
  @Option(
    name: .customLong("no-worse-than"),
    help:
      "Deploy only if top-1 on --compare-on is at most this much below that of --against (0.005 is half a percentage point), with 95 % confidence (default: no such bound)."
  )
  var noWorseThan: Double?

  @Option(
    name: .customLong("against"), help: "The model that is served now: a folder or gs:// or s3:// URL (default: none).",
    transform: Place.pathOrURL)
  var against: String?

  @Option(
    name: .customLong("compare-on"),
    help: "Labelled images to compare on, as `compare --data` takes them (default: none). May be repeated.",
    transform: Place.pathOrURL)
  var compareOn: [String] = []

  func validate() throws {
    if let noWorseThan {
      guard (0...1).contains(noWorseThan) else {
        throw ValidationError("--no-worse-than must be a fraction from 0 to 1: 0.005 is half a percentage point.")
      }
      if against == nil || compareOn.isEmpty {
        throw ValidationError("--no-worse-than needs --against MODEL and --compare-on DIR.")
      }
    } else if against != nil || !compareOn.isEmpty {
      throw ValidationError("--against and --compare-on need --no-worse-than.")
    }
  }

  /// What would be checked, for a dry run; nil without a gate.
  var intention: String? {
    guard let noWorseThan, let against else { return nil }
    return
      "would deploy only if top-1 is at most \(noWorseThan) below that of \(against) on \(compareOn.joined(separator: ", "))"
  }

  /// Throws `ExitCode.worse` after saying why; returns where there is no gate.
  func check(_ model: URL) async throws {
    guard let noWorseThan, let against else { return }
    let data = try DataOptions.parse(compareOn.flatMap { ["--data", $0] })
    let summary = try await ModelComparison.measure(
      [against, model.path], data: data, engine: EngineOptions.parse([]), split: nil, progress: ConsoleProgress()
    ).summary
    Console.error(summary.table)
    guard let reason = summary.refusal(noWorseThan) else { return }
    Console.error("Nothing was deployed: \(reason)")
    throw ExitCode.worse
  }
}

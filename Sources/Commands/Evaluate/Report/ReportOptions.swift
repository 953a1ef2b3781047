import ArgumentParser
import Foundation

/// What `evaluate` reports, and where.
struct ReportOptions: ParsableArguments {
  @Option(
    help: "A folder for report.html, one self-contained page, and metrics.json, the same as numbers (default: none).",
    transform: Place.path)
  var report: String?

  @Option(
    name: .customLong("robustness"),
    help:
      "With --report: how many images to measure again dimmed, blurred, recompressed, rotated and shrunk; 0 for none.")
  var robustness = 0

  @Option(
    name: .customLong("slice-by"),
    help:
      "With --report: a column of the --labels table whose values are compared, too (default: none). May be repeated.")
  var sliceBy: [String] = []

  func validate() throws {
    if robustness < 0 { throw ValidationError("--robustness must be 0 or more images.") }
    if report == nil {
      if robustness > 0 { throw ValidationError("--robustness needs --report.") }
      if !sliceBy.isEmpty { throw ValidationError("--slice-by needs --report.") }
    }
  }
}

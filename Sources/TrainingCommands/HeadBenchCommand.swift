import ArgumentParser
import Commands
import Foundation
import Support
import Torch
import Training

/// `dogbreed-training bench-head`: fits a head to made-up rows on disk.
struct HeadBenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-head",
    abstract: "Time fitting a head to made-up rows of features, and say how much memory it takes.",
    discussion: """
      Examples:
        dogbreed bench-head --rows 100000
        dogbreed bench-head --rows 20000 --compare --json
      """)

  @Option(help: "Rows of features.")
  var rows = 20_000

  @Option(help: "Features of a row.")
  var width = 1280

  @Option(help: "Classes.")
  var classes = 1000

  @Option(help: "The most iterations.")
  var iterations = 5

  @Option(help: "Threads to compute with; by default one for each core.")
  var threads: Int?

  @Option(help: "Where the rows are written, and removed afterwards; by default the system's folder for such.")
  var folder: String?

  @Flag(help: "Fit the same with all rows in memory, and say how far the two heads differ.")
  var compare = false

  @Flag(help: "One JSON object with the result.")
  var json = false

  func validate() throws {
    if classes < 2 || rows < classes || width < 1 || iterations < 1 {
      throw ValidationError("--classes must be at least 2, --rows at least that, --width and --iterations at least 1.")
    }
  }

  func run() async throws {
    ProcessMemory.keepBlocks()
    try Threads.set(threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let root = folder.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? FileManager.default.temporaryDirectory
    let place = root.appending(path: "dogbreed-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    var bench = HeadBench(rows: rows, width: width, classes: classes)
    (bench.iterations, bench.compares) = (iterations, compare)
    let found = try await bench.run(in: place, progress: ConsoleProgress())
    try Console.out(json ? JSONText.pretty(found) : text(found))
  }

  private func text(_ found: HeadBench.Figures) -> String {
    let bytes = Double(found.rows * found.width * 4)
    var lines = [
      String(
        format: "%d rows of %d, %d classes: %@; written in %.1f s, opened in %.2f s, a lookup %.1f µs", found.rows,
        found.width, found.classes, ByteSize(bytes: found.fileBytes).description, found.writeSeconds, found.openSeconds,
        found.lookupSeconds * 10),
      String(
        format: "prepared in %.1f s, fitted in %.1f s: %d passes of %.2f s", found.prepareSeconds, found.fitSeconds,
        found.passes, found.passSeconds),
      String(
        format: "a pass ÷ (bytes ÷ memory bandwidth of %.1f GB/s) = %.1f; ÷ its two products alone (%.2f s) = %.2f; "
          + "reading alone %.2f s",
        found.memoryBandwidth / 1e9, found.passSeconds * found.memoryBandwidth / bytes, found.productSeconds,
        found.passSeconds / found.productSeconds, found.readSeconds),
      String(
        format: "a tenth judged in %.1f s; peak memory %d MB, %d MB before the fit", found.judgeSeconds,
        found.megabytes, found.megabytesBefore),
    ]
    if let difference = found.difference {
      lines.append(String(format: "largest difference from a fit in memory %.2g of the largest weight", difference))
    }
    return lines.joined(separator: "\n")
  }
}

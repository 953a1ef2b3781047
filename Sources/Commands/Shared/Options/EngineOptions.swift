import ArgumentParser
import Foundation
import Runtime

/// How the net is computed, for every verb that runs one.
package struct EngineOptions: ParsableArguments {
  @Option(
    help:
      "Numeric precision: auto (int8 for a model trained so, else bf16 where the CPU supports it), f32, bf16 or int8.")
  package var precision: Precision = .auto

  @Option(help: "Compute threads; by default one per core.")
  package var threads: Int?

  package init() {}

  package func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  /// Highest throughput, with answers that don't depend on the number of threads.
  package var runtime: RuntimeOptions {
    RuntimeOptions(precision: precision, mode: .throughput, threads: threads, cacheFolder: Folders.compiledModels)
  }
}

extension Precision: ExpressibleByArgument {}

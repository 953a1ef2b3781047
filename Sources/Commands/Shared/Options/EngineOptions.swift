import ArgumentParser
import Foundation
import Runtime

/// How the net is computed, for every verb that runs one.
package struct EngineOptions: ParsableArguments {
  @Option(help: "Numeric precision: auto (bf16 where the CPU supports it), f32 or bf16.")
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

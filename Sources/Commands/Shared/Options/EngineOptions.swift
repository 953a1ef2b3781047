import ArgumentParser
import Foundation
import Runtime

/// How the net is computed, shared by every verb that runs one.
package struct EngineOptions: ParsableArguments {
  @Option(help: "Numbers the net is computed in: auto (bf16 where the CPU has it), f32 or bf16.")
  package var precision: Precision = .auto

  @Option(help: "Threads that compute; by default one a core.")
  package var threads: Int?

  package init() {}

  package func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  /// Most pictures a second, answers that don't depend on the number of threads.
  package var runtime: RuntimeOptions {
    RuntimeOptions(precision: precision, mode: .throughput, threads: threads, cacheFolder: Folders.compiledModels)
  }
}

extension Precision: ExpressibleByArgument {}

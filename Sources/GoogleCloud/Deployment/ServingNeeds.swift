import Foundation
import Transport

/// What a machine needs to serve a model.
package struct ServingNeeds: Sendable, Equatable {
  /// Bytes of the model folder's files together.
  package let modelBytes: Int
  /// MiB with which the server answers as many requests at a time as it is sent.
  package let memory: Int
  /// MiB below which it can't start; in between it refuses some of many requests at a time.
  package let leastMemory: Int

  package init(modelBytes: Int, memory: Int, leastMemory: Int? = nil) {
    (self.modelBytes, self.memory, self.leastMemory) = (modelBytes, memory, leastMemory ?? memory)
  }
}

/// Memory and cores of one Cloud Run instance, within what Cloud Run offers.
package struct CloudRunSize: Sendable, Equatable {
  /// MiB.
  package let memory: Int
  /// Virtual CPUs.
  package let cores: Int

  /// The maximum memory, in MiB, for a number of cores (Cloud Run, "Memory limits").
  private static let most = [1: 4096, 2: 8192, 4: 16_384, 6: 24_576, 8: 32_768]
  /// The minimum memory, in MiB, for a number of cores.
  private static let least = [4: 2048, 6: 4096, 8: 4096]

  /// The smallest that fits the needs, or what was requested if that is enough. Throws `CloudError` of kind `usage`.
  package init(for needs: ServingNeeds, memory asked: Int?, cores askedCores: Int?) throws(CloudError) {
    if let asked, asked < needs.leastMemory {
      throw CloudError(
        .usage,
        "--memory \(asked)Mi is not enough for a model of \(needs.modelBytes >> 20) MiB: give at least \(needs.leastMemory)Mi"
      )
    }
    // Half a gigabyte at least, then whole ones.
    let wanted = asked ?? (needs.memory <= 512 ? 512 : (needs.memory + 1023) / 1024 * 1024)
    guard wanted <= 32_768 else {
      throw CloudError(
        .usage,
        "The model needs \(needs.memory) MiB, and Cloud Run offers at most 32768: deploy it --to vertex-endpoint"
      )
    }
    let fitting = Self.most.keys.sorted().first { wanted <= Self.most[$0] ?? 0 } ?? 8
    let cores = askedCores ?? max(2, fitting)
    guard let most = Self.most[cores] else {
      throw CloudError(.usage, "Cloud Run has 1, 2, 4, 6 or 8 cores per instance, not \(cores)")
    }
    guard wanted <= most else {
      throw CloudError(.usage, "\(wanted) MiB need at least \(fitting) cores on Cloud Run, not \(cores)")
    }
    memory = max(wanted, Self.least[cores] ?? 0)
    self.cores = cores
  }
}

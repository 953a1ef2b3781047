import ObjectStorage
import StorageTestSupport
import TestSupport
import Testing

/// Every transfer with S3 under every fault.
@Suite struct AmazonFaultTests {
  private static let once = [
    "500", "503", "429", "403", "400", "409", "200", "reset", "reset-early", "reset-late", "stall", "lost", "garbled",
    "truncated", "cut", "wrong", "other-range",
  ]

  private static let flows: [TransferFlow] = [
    .file("small", .upload, 40_000, AmazonBench.self),
    .file("parts", .upload, 5 * AmazonBench.quantum + 5, AmazonBench.self),
    .sync("syncUp", .syncUp, AmazonBench.self),
    .file("fetch", .download, 9 * AmazonBench.quantum + 5, AmazonBench.self),
    .sync("syncDown", .syncDown, AmazonBench.self),
  ]

  @Test(arguments: flows) func everyFileIsOneOfTwo(_ flow: TransferFlow) async throws {
    // An upload with parts in it costs until it is ended.
    let faults = try TransferFaults(AmazonBench(), once: Self.once) { $0.kept["loaded"] ?? -1 }
    try await faults.run(flow, at: .amazon)
  }
}

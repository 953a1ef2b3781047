import ObjectStorage
import StorageTestSupport
import TestSupport
import Testing

/// Every transfer with Cloud Storage under every fault.
@Suite struct StorageFaultTests {
  private static let once = [
    "500", "503", "429", "403", "401", "reset", "reset-early", "stall", "lost", "garbled", "truncated", "cut", "wrong",
    "reset-late", "expired", "other-range",
  ]

  private static let flows: [TransferFlow] = [
    .file("small", .upload, 40_000, Workbench.self),
    .file("stream", .upload, 3 * Workbench.quantum + 1, Workbench.self),
    .file("parts", .upload, 2 * Workbench.quantum + 5, Workbench.self),
    .sync("syncUp", .syncUp, Workbench.self),
    .file("fetch", .download, 9 * Workbench.quantum + 5, Workbench.self),
    .sync("syncDown", .syncDown, Workbench.self),
  ]

  @Test(arguments: flows) func everyFileIsOneOfTwo(_ flow: TransferFlow) async throws {
    let faults = try TransferFaults(Workbench(), once: Self.once) { options in
      guard flow.name == "parts" else { return }
      (options.part, options.composedFrom) = (Workbench.quantum, 2 * Workbench.quantum)
    } parts: { state in
      state.objects.keys.count { $0.contains(".dogbreed-parts/") }
    }
    try await faults.run(flow, at: .google)
  }
}

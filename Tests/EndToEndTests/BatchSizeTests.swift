import Foundation
import TestSupport
import Testing

/// Batches too small for a step of fine-tuning.
@Suite struct BatchSizeTests {
  private let program: Program
  private let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 6)
  }

  private func tuned(_ more: String...) throws -> Program.Outcome {
    try program.start(
      [
        "train", "--data", data.path, "--model-dir", data.folder.url.appending(path: "model").path, "--backbone",
        "efficientnet-lite0", "--input-size", "64", "--tune", "full", "--epochs", "1",
      ] + more
    ).1()
  }

  @Test func aBatchOfOneIsRefusedWhereBatchNormsMove() throws {
    let refused = try tuned("--batch-size", "1")
    #expect(refused.status == 1, "\(refused.errors)")
    #expect(refused.errors.contains("--batch-size 1") && refused.errors.contains("--freeze-norm"), "\(refused.errors)")
    #expect(!refused.errors.contains("best epoch"))
    let frozen = try tuned("--batch-size", "1", "--freeze-norm")
    #expect(frozen.status == 0 && !frozen.errors.contains("training loss 0.0000"), "\(frozen.errors)")
  }
}

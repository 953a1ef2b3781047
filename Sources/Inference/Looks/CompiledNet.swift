import Imaging
import Runtime

/// A compiled net with the outputs that looks are made of.
package struct CompiledNet: Sendable {
  /// The net, ready to compute.
  package let model: any InferenceNet
  let outputs: NetOutputs

  /// Throws `RuntimeError.unknownOutput` where the net lacks an output that looks are made of.
  init(_ model: any InferenceNet, needsOwnLogits: Bool, needsHead: Bool) throws(RuntimeError) {
    self.model = model
    outputs = try NetOutputs(of: model, needsOwnLogits: needsOwnLogits, needsHead: needsHead)
  }

  /// Runs prepared input planes (`3 × size × size`) through the net.
  func look(at planes: [Float], of region: Region, withMap: Bool) async throws -> Look {
    try await outputs.look(at: region, from: model.infer(planes, outputs: outputs.names(withMap: withMap)))
  }
}

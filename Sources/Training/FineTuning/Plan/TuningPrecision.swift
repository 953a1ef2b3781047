import NeuralNetwork
import Runtime
import Torch

extension Network {
  /// Whether a training step in bf16 beats one in f32 on a processor that has instructions for bf16.
  ///
  /// Matrix products do, 1.5 to 2.5 times: ResNets, ConvNeXt and transformers. In EfficientNets and MobileNets, where
  /// batch norms follow depthwise convolutions, the time goes into memory traffic, and the norms compute in f32:
  /// converting back and forth costs more than bf16 saves (f32 is 1.2 to 2 times as fast there).
  package var trainsFasterInBF16: Bool {
    let depthwise = nodes.filter {
      if case .convolution(let it) = $0.layer { it.groups > 1 && it.groups == it.inputs } else { false }
    }
    let names = Set(depthwise.map(\.name))
    return !nodes.contains {
      if case .batchNorm = $0.layer { $0.inputs.contains(where: names.contains) } else { false }
    }
  }
}

extension TuningRequest {
  /// The plan with its precision chosen if the user named none: bf16 on GPUs, and on processors that support it for
  /// nets that it makes faster.
  ///
  /// - Parameter precision: The precision that the engine chose for this processor.
  func settledPlan(for network: Network, precision: Precision) -> TuningPlan {
    guard choosesPrecision else { return plan }
    var settled = plan
    settled.usesBF16 =
      options.device != .cpu || precision == .bf16 && network.trainsFasterInBF16
    return settled
  }
}

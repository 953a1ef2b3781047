import NeuralNetwork
import Weights

/// A `Network` with its weights as tensors: runs forward with autograd to train, or alone to answer.
///
/// Not `Sendable`: it belongs to one isolation domain, as its tensors do.
package final class TorchNetwork {
  package struct Options: Sendable, Hashable {
    /// The device that holds parameters and computes layers.
    package var device: Device = .cpu
    /// Uses the [N, H, W, C] memory layout: faster for convolutions on every device.
    package var channelsLast = true
    /// The type convolutions compute in; the weights stay float32, as they must for training in bfloat16.
    package var precision: DType = .float32

    package init(device: Device = .cpu, channelsLast: Bool = true, precision: DType = .float32) {
      (self.device, self.channelsLast, self.precision) = (device, channelsLast, precision)
    }
  }

  /// The graph that is computed.
  package let network: Network
  /// How it is computed.
  package let options: Options
  /// The processes over which batch norms take their statistics in training; nil for this process's batch alone.
  package var normGroup: ProcessGroup?
  /// Parameters and running statistics by their names.
  let tensors: [String: Tensor]

  /// Copies the weights the network names to the device; none requires a gradient yet.
  ///
  /// - Throws: `NetworkError`, `WeightsError` for missing weights, `TorchNetworkError.wrongShape`, `TorchError`.
  package init(_ network: Network, weights: any WeightSource, options: Options = .init()) throws {
    _ = try network.shapes(batch: 1)
    (self.network, self.options) = (network, options)
    let device = try options.device.required()
    var tensors: [String: Tensor] = [:]
    for parameter in network.parameters {
      let array = try weights.array(parameter.name)
      guard array.shape == parameter.shape else {
        throw TorchNetworkError.wrongShape(name: parameter.name, expected: parameter.shape, found: array.shape)
      }
      let tensor = try Tensor(array.values, shape: array.shape, on: device)
      let spread = options.channelsLast && array.shape.count == 4
      tensors[parameter.name] = spread ? try tensor.channelsLast() : tensor
    }
    self.tensors = tensors
  }

  /// Chooses the trainable parameters; running statistics never are.
  package func train(where chosen: (Parameter) -> Bool) throws(TorchError) {
    for parameter in network.parameters where parameter.isTrainable {
      try tensors[parameter.name]?.requireGradient(chosen(parameter))
    }
  }

  /// The trained parameters, in the network's order.
  package func trained() throws(TorchError) -> [(parameter: Parameter, tensor: Tensor)] {
    var all: [(Parameter, Tensor)] = []
    for parameter in network.parameters {
      if let tensor = tensors[parameter.name], try tensor.requiresGradient() { all.append((parameter, tensor)) }
    }
    return all
  }

  /// A parameter's or a running statistic's own tensor.
  package func tensor(_ name: String) -> Tensor? { tensors[name] }

  /// All parameters and running statistics by their names, to be read in place.
  package var allTensors: [String: Tensor] { tensors }

  /// All parameters and running statistics as they are now, to be saved.
  package func weights() throws(TorchError) -> WeightSet {
    var arrays: [String: WeightArray] = [:]
    for (name, tensor) in tensors { arrays[name] = WeightArray(shape: tensor.shape, values: try tensor.values()) }
    return WeightSet(arrays)
  }
}

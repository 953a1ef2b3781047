/// An exponential moving average of a network's weights (Polyak and Juditsky 1992; EMA as in Tan and Le 2019):
/// average ← decay · average + (1 − decay) · weights, batch norm's running statistics with them.
package final class MovingAverage {
  /// The share of the average that stays at each step, from 0 to 1.
  package let decay: Double
  private let network: TorchNetwork
  private let averages: [String: Tensor]

  /// Begins at the weights as they are.
  package init(of network: TorchNetwork, decay: Double) throws(TorchError) {
    (self.network, self.decay) = (network, decay)
    var averages: [String: Tensor] = [:]
    for (name, tensor) in network.tensors { averages[name] = try tensor.detached().copy() }
    self.averages = averages
  }

  /// The averages by the weights' names.
  package var tensors: [String: Tensor] { averages }

  /// Adds the weights after one more step; `step` counts from 1, so that early averages forget the initial weights.
  package func update(step: Int) throws(TorchError) {
    let decay = min(decay, Double(1 + step) / Double(10 + step))
    for (name, average) in averages {
      guard let tensor = network.tensors[name] else { continue }
      try average.rescale(by: decay)
      try average.accumulate(tensor.detached(), factor: 1 - decay)
    }
  }

  /// Swaps the network's weights and the averages; a second call swaps back.
  package func exchange() throws(TorchError) {
    for (name, average) in averages {
      guard let tensor = try network.tensors[name]?.detached() else { continue }
      let kept = try tensor.copy()
      try tensor.assign(average)
      try average.assign(kept)
    }
  }
}

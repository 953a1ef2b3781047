/// Stochastic depth (Huang et al. 2016, arXiv:1603.09382): in training a residual branch is dropped for a fraction of
/// the images, and scaled up for the others to compensate.
///
/// The share grows from nothing at the first block to `rate` at the last.
package final class DropPath {
  /// The share of images that the last block drops its branch for, from 0 to 1.
  package let rate: Double
  private let source: RandomSource

  /// - Parameter seed: Another seed drops other branches; use a new one for each step.
  package init(rate: Double, seed: UInt64, on device: Device = .cpu) throws(TorchError) {
    self.rate = rate
    source = try RandomSource(seed: seed, on: device)
  }

  /// The branch [N, …] with the images left out; `depth` goes from 0 to 1.
  func thin(_ branch: Tensor, depth: Double) throws(TorchError) -> Tensor {
    let probability = rate * depth
    guard probability > 0 else { return branch }
    let shape = [branch.shape[0]] + Array(repeating: 1, count: branch.shape.count - 1)
    let limit = try Tensor.full([], probability, on: branch.device())
    let kept = try source.uniform(shape).isGreater(than: limit).to(branch.dtype())
    return try branch * kept.scaled(by: probability < 1 ? 1 / (1 - probability) : 0)
  }
}

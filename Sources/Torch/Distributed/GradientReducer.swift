import CTorch

/// Averages gradients over a group in buckets while the backward pass still runs: DDP's own reducer (Li et al. 2020,
/// arXiv:2006.15704).
package final class GradientReducer {
  private let handle: CTorchReducer

  /// Watches the parameters' gradients; all must get one in each prepared pass.
  package init(_ parameters: [Tensor], over group: ProcessGroup) throws(TorchError) {
    var made = CTorchReducer()
    try check(parameters.lent { ctorch_reducer(group.handle, $0, &made) }, "watching gradients")
    handle = made
  }

  deinit { ctorch_reducer_release(handle) }

  /// To be called before the backward pass whose gradients are averaged; without it they only add up here.
  package func prepare() throws(TorchError) { try check(ctorch_reducer_prepare(handle), "averaging gradients") }
}

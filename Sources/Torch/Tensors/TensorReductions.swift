import CTorch

extension Tensor {
  /// The sum over the dimensions named, or over all.
  package func sum(over dimensions: [Int] = [], keeping: Bool = false) throws(TorchError) -> Tensor {
    try made { out in dimensions.lent { ctorch_sum(handle, $0, keeping, out) } }
  }

  /// The mean over the dimensions named, or over all.
  package func mean(over dimensions: [Int] = [], keeping: Bool = false) throws(TorchError) -> Tensor {
    try made { out in dimensions.lent { ctorch_mean(handle, $0, keeping, out) } }
  }

  /// The largest over the dimensions named, or over all.
  package func maximum(over dimensions: [Int] = [], keeping: Bool = false) throws(TorchError) -> Tensor {
    try made { out in dimensions.lent { ctorch_maximum(handle, $0, keeping, out) } }
  }

  /// Where the largest along a dimension is (int64).
  package func argmax(along dimension: Int, keeping: Bool = false) throws(TorchError) -> Tensor {
    try made { ctorch_argmax(handle, Int64(dimension), keeping, $0) }
  }

  /// The largest `count` along a dimension, falling, and where they are (int64).
  package func top(_ count: Int, along dimension: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
    var values = CTorchTensor()
    var indices = CTorchTensor()
    try check(ctorch_topk(handle, Int64(count), Int64(dimension), &values, &indices), #function)
    return (Tensor(owning: values), Tensor(owning: indices))
  }

  /// log Σ exp over the dimensions named.
  package func logSumExp(over dimensions: [Int], keeping: Bool = false) throws(TorchError) -> Tensor {
    try made { out in dimensions.lent { ctorch_logsumexp(handle, $0, keeping, out) } }
  }

  /// Returns the softmax along a dimension.
  package func softmax(along dimension: Int = -1) throws(TorchError) -> Tensor {
    try made { ctorch_softmax(handle, Int64(dimension), $0) }
  }

  /// Returns the softmax's logarithm along a dimension, without overflow.
  package func logSoftmax(along dimension: Int = -1) throws(TorchError) -> Tensor {
    try made { ctorch_log_softmax(handle, Int64(dimension), $0) }
  }

  /// The mean cross-entropy of logits [N, K] against class indices [N] (int64) or probabilities [N, K].
  ///
  /// Smoothing ε moves ε of each target's mass evenly to all K classes (Szegedy et al. 2016, section 7).
  package func crossEntropy(
    _ targets: Tensor, classWeights: Tensor? = nil, smoothing: Double = 0
  ) throws(TorchError) -> Tensor {
    try made { ctorch_cross_entropy(handle, targets.handle, classWeights.handle, smoothing, $0) }
  }

  /// The mean negative log-likelihood of log-probabilities [N, K] under class indices [N] (int64).
  package func negativeLogLikelihood(_ targets: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_nll(handle, targets.handle, $0) }
  }
}

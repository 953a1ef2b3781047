import CTorch

extension Tensor {
  /// The cross-correlation of [N, C, H, W] with a weight [O, C/groups, kh, kw], bias [O].
  ///
  /// Stride, padding and dilation are (height, width); the padding is the same on both sides.
  package func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: [Int] = [1, 1], padding: [Int] = [0, 0], dilation: [Int] = [1, 1],
    groups: Int = 1
  ) throws(TorchError) -> Tensor {
    try made { out in
      stride.lent { stride in
        padding.lent { padding in
          dilation.lent { dilation in
            ctorch_conv2d(handle, weight.handle, bias.handle, stride, padding, dilation, Int64(groups), out)
          }
        }
      }
    }
  }

  /// x · weightᵀ + bias for [N, I] and a weight [O, I].
  package func linear(_ weight: Tensor, bias: Tensor? = nil) throws(TorchError) -> Tensor {
    try made { ctorch_linear(handle, weight.handle, bias.handle, $0) }
  }

  /// Normalises each channel (dimension 1) to scale · (x − mean) / √(variance + ε) + shift (Ioffe and Szegedy 2015).
  ///
  /// In training by the batch's statistics, which also move the running ones in place:
  /// running = (1 − momentum) · running + momentum · batch. Otherwise by the running ones.
  package func batchNorm(
    scale: Tensor?, shift: Tensor?, runningMean: Tensor, runningVariance: Tensor, training: Bool,
    momentum: Double = 0.1, epsilon: Double = 1e-5
  ) throws(TorchError) -> Tensor {
    try made {
      ctorch_batch_norm(
        handle, scale.handle, shift.handle, runningMean.handle, runningVariance.handle, training, momentum, epsilon, $0)
    }
  }

  /// `batchNorm` in training, by the statistics of all processes' batches together.
  ///
  /// All processes must call it, and go backward through it, in the same order.
  package func syncedBatchNorm(
    over group: ProcessGroup, scale: Tensor, shift: Tensor, runningMean: Tensor, runningVariance: Tensor,
    momentum: Double = 0.1, epsilon: Double = 1e-5
  ) throws(TorchError) -> Tensor {
    try made {
      ctorch_synced_batch_norm(
        group.handle, handle, scale.handle, shift.handle, runningMean.handle, runningVariance.handle, momentum, epsilon,
        $0)
    }
  }

  /// Normalises over the last dimensions, whose sizes are given (Ba et al. 2016).
  package func layerNorm(
    _ sizes: [Int], scale: Tensor?, shift: Tensor?, epsilon: Double = 1e-5
  ) throws(TorchError) -> Tensor {
    try made { out in sizes.lent { ctorch_layer_norm(handle, $0, scale.handle, shift.handle, epsilon, out) } }
  }

  /// Sets each element to 0 with a probability and divides the others by 1 − probability.
  package func dropout(_ probability: Double, from source: RandomSource) throws(TorchError) -> Tensor {
    guard probability > 0 else { return self }
    let kept = try source.uniform(shape).isGreater(than: try Tensor.full([], probability, on: device()))
    return try self * (try kept.to(dtype()).scaled(by: probability < 1 ? 1 / (1 - probability) : 0))
  }

  /// Returns the largest element of each window.
  package func maxPool2d(
    _ kernel: [Int], stride: [Int], padding: [Int] = [0, 0]
  ) throws(TorchError) -> Tensor {
    try made { out in
      kernel.lent { kernel in
        stride.lent { stride in padding.lent { ctorch_max_pool2d(handle, kernel, stride, $0, out) } }
      }
    }
  }

  /// The mean of each window; the padding's zeros count where `countingPadding` says so.
  package func averagePool2d(
    _ kernel: [Int], stride: [Int], padding: [Int] = [0, 0], countingPadding: Bool = true
  ) throws(TorchError) -> Tensor {
    try made { out in
      kernel.lent { kernel in
        stride.lent { stride in
          padding.lent { ctorch_average_pool2d(handle, kernel, stride, $0, countingPadding, out) }
        }
      }
    }
  }

  /// Means over windows that divide height and width into `size`.
  package func adaptiveAveragePool2d(_ size: [Int]) throws(TorchError) -> Tensor {
    try made { out in size.lent { ctorch_adaptive_average_pool2d(handle, $0, out) } }
  }

  /// Bilinear resize of [N, C, H, W] to (height, width), half-pixel centres, no antialiasing.
  package func resizedBilinearly(to size: [Int]) throws(TorchError) -> Tensor {
    try made { out in size.lent { ctorch_resize_bilinear(handle, $0, out) } }
  }

  /// softmax(query · keyᵀ / √d) · value over [N, heads, tokens, d] (Vaswani et al. 2017); self is the query.
  package func attention(key: Tensor, value: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_attention(handle, key.handle, value.handle, $0) }
  }
}

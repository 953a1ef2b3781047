import CTorch

// Views share memory with their source wherever libtorch can.
extension Tensor {
  /// The same elements in another shape; one size may be −1, which is then worked out.
  package func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
    try made { out in shape.lent { ctorch_reshape(handle, $0, out) } }
  }

  /// Repeats dimensions of size 1 without copying.
  package func expanded(_ shape: [Int]) throws(TorchError) -> Tensor {
    try made { out in shape.lent { ctorch_expand(handle, $0, out) } }
  }

  /// Returns the tensor with its dimensions in another order.
  package func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
    try made { out in order.lent { ctorch_permute(handle, $0, out) } }
  }

  /// Returns the tensor with two dimensions exchanged.
  package func transposed(_ first: Int = -2, _ second: Int = -1) throws(TorchError) -> Tensor {
    try made { ctorch_transpose(handle, Int64(first), Int64(second), $0) }
  }

  /// Returns the tensor with a dimension of size 1 put in.
  package func unsqueezed(_ dimension: Int) throws(TorchError) -> Tensor {
    try made { ctorch_unsqueeze(handle, Int64(dimension), $0) }
  }

  /// Returns the tensor without a dimension of size 1.
  package func squeezed(_ dimension: Int) throws(TorchError) -> Tensor {
    try made { ctorch_squeeze(handle, Int64(dimension), $0) }
  }

  /// The slices of a dimension in a range.
  package func narrowed(_ dimension: Int, to range: Range<Int>) throws(TorchError) -> Tensor {
    try made { ctorch_narrow(handle, Int64(dimension), Int64(range.lowerBound), Int64(range.count), $0) }
  }

  /// One slice of a dimension, which goes.
  package func selected(_ dimension: Int, at index: Int) throws(TorchError) -> Tensor {
    try made { ctorch_select(handle, Int64(dimension), Int64(index), $0) }
  }

  /// The slices of a dimension that `indices` (int64, [M]) names, in that order.
  package func indexed(_ dimension: Int, by indices: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_index_select(handle, Int64(dimension), indices.handle, $0) }
  }

  /// Along a dimension, the element that each index (int64) names.
  package func gathered(_ dimension: Int, by indices: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_gather(handle, Int64(dimension), indices.handle, $0) }
  }

  /// Returns the tensor with the order along some dimensions reversed.
  package func flipped(_ dimensions: [Int]) throws(TorchError) -> Tensor {
    try made { out in dimensions.lent { ctorch_flip(handle, $0, out) } }
  }

  /// Joined along an existing dimension.
  package static func concatenated(_ tensors: [Tensor], along dimension: Int = 0) throws(TorchError) -> Tensor {
    try made { out in tensors.lent { ctorch_cat($0, Int64(dimension), out) } }
  }

  /// Joined along a new dimension.
  package static func stacked(_ tensors: [Tensor], along dimension: Int = 0) throws(TorchError) -> Tensor {
    try made { out in tensors.lent { ctorch_stack($0, Int64(dimension), out) } }
  }

  /// Pads the last two dimensions, the height and the width of an image, with a value.
  package func padded(
    top: Int, bottom: Int, left: Int, right: Int, value: Double = 0
  ) throws(TorchError) -> Tensor {
    try made { out in [left, right, top, bottom].lent { ctorch_pad(handle, $0, value, out) } }
  }
}

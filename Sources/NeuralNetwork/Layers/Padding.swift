/// How a window treats the edge of its input; the same rule for rows and columns.
package enum Padding: Sendable, Hashable {
  /// This many positions on each of the four sides.
  case explicit(Int)
  /// TensorFlow's `SAME`: the output has ⌈size / stride⌉ places, and an odd place goes after, not before.
  case same

  /// Places before and after along one axis.
  ///
  /// `SAME` depends on the size of the input (TensorFlow, "Notes on padding"): with out = ⌈size / stride⌉ it pads
  /// max((out − 1) · stride + kernel − size, 0) places in all, half of them, rounded down, before.
  package func amounts(size: Int, kernel: Int, stride: Int) -> (before: Int, after: Int) {
    switch self {
    case .explicit(let amount): return (amount, amount)
    case .same:
      let out = (size + stride - 1) / stride
      let total = max((out - 1) * stride + kernel - size, 0)
      return (total / 2, total - total / 2)
    }
  }

  /// Length of the output along one axis: ⌊(size + padding − kernel) / stride⌋ + 1; zero or less where nothing fits.
  package func outputSize(size: Int, kernel: Int, stride: Int) -> Int {
    let (before, after) = amounts(size: size, kernel: kernel, stride: stride)
    let room = size + before + after - kernel
    return room < 0 ? 0 : room / stride + 1
  }
}

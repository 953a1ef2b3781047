import CTorch

extension Tensor {
  /// Returns the sum, element by element; shapes are broadcast.
  package static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_add(left.handle, right.handle, 1, $0) }
  }

  /// Returns the difference, element by element; shapes are broadcast.
  package static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_add(left.handle, right.handle, -1, $0) }
  }

  /// Returns the product, element by element; shapes are broadcast.
  package static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_multiply(left.handle, right.handle, $0) }
  }

  /// Returns the quotient, element by element; shapes are broadcast.
  package static func / (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_divide(left.handle, right.handle, $0) }
  }

  /// Returns each element multiplied by a number.
  package static func * (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scaled(by: right) }
  /// Returns each element multiplied by a number.
  package static func * (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right.scaled(by: left) }
  /// Returns each element divided by a number.
  package static func / (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scaled(by: 1 / right) }
  /// Returns each element with a number added.
  package static func + (left: Tensor, right: Double) throws(TorchError) -> Tensor {
    try left.scaled(by: 1, plus: right)
  }
  /// Returns each element with a number subtracted.
  package static func - (left: Tensor, right: Double) throws(TorchError) -> Tensor {
    try left.scaled(by: 1, plus: -right)
  }
  package static prefix func - (tensor: Tensor) throws(TorchError) -> Tensor { try tensor.scaled(by: -1) }

  /// self · factor + term.
  package func scaled(by factor: Double, plus term: Double = 0) throws(TorchError) -> Tensor {
    try made { ctorch_scale(handle, factor, term, $0) }
  }

  /// Returns each element to a power.
  package func power(_ exponent: Double) throws(TorchError) -> Tensor {
    try made { ctorch_power(handle, exponent, $0) }
  }

  /// Returns e to the power of each element.
  package func exp() throws(TorchError) -> Tensor { try made { ctorch_exp(handle, $0) } }
  /// Returns the natural logarithm of each element.
  package func log() throws(TorchError) -> Tensor { try made { ctorch_log(handle, $0) } }
  /// Returns the square root of each element.
  package func squareRoot() throws(TorchError) -> Tensor { try made { ctorch_sqrt(handle, $0) } }
  /// Returns the absolute value of each element.
  package func magnitude() throws(TorchError) -> Tensor { try made { ctorch_abs(handle, $0) } }

  /// Cut to the range.
  package func clamped(to range: ClosedRange<Double>) throws(TorchError) -> Tensor {
    try made { ctorch_clamp(handle, range.lowerBound, range.upperBound, $0) }
  }

  /// Elementwise equality as booleans.
  package func equals(_ other: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_equal(handle, other.handle, $0) }
  }

  /// Elementwise `self > other` as booleans.
  package func isGreater(than other: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_greater(handle, other.handle, $0) }
  }

  /// This where the condition (booleans) holds, else `other`.
  package func chosen(where condition: Tensor, else other: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_where(condition.handle, handle, other.handle, $0) }
  }

  /// self += factor · other, in place.
  package func accumulate(_ other: Tensor, factor: Double = 1) throws(TorchError) {
    try check(ctorch_accumulate(handle, other.handle, factor), #function)
  }

  /// self *= factor, in place.
  package func rescale(by factor: Double) throws(TorchError) {
    try check(ctorch_rescale(handle, factor), #function)
  }

  /// The matrix product, batched where the tensors have more than 2 dimensions.
  package func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_matmul(handle, other.handle, $0) }
  }

  /// The matrix product of two matrices without a gradient: on AMD's processors more than twice as fast as `matmul`,
  /// since MKL, which libtorch takes for it, keeps its best way for Intel's.
  package func product(_ other: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_product(handle, other.handle, $0) }
  }

  /// beta · self + alpha · left · right, with self broadcast to the product's shape.
  package func addmm(_ left: Tensor, _ right: Tensor, beta: Double = 1, alpha: Double = 1) throws(TorchError) -> Tensor
  {
    try made { ctorch_addmm(handle, left.handle, right.handle, beta, alpha, $0) }
  }

  /// Σ self · other over two tensors of one shape.
  package func dot(_ other: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_dot(handle, other.handle, $0) }
  }
}

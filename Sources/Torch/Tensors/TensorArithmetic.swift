import CTorch

extension Tensor {
  package static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_add(left.handle, right.handle, 1, $0) }
  }

  package static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_add(left.handle, right.handle, -1, $0) }
  }

  package static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_multiply(left.handle, right.handle, $0) }
  }

  package static func / (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
    try made { ctorch_divide(left.handle, right.handle, $0) }
  }

  package static func * (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scaled(by: right) }
  package static func * (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right.scaled(by: left) }
  package static func / (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scaled(by: 1 / right) }
  package static func + (left: Tensor, right: Double) throws(TorchError) -> Tensor {
    try left.scaled(by: 1, plus: right)
  }
  package static func - (left: Tensor, right: Double) throws(TorchError) -> Tensor {
    try left.scaled(by: 1, plus: -right)
  }
  package static prefix func - (tensor: Tensor) throws(TorchError) -> Tensor { try tensor.scaled(by: -1) }

  /// self · factor + term.
  package func scaled(by factor: Double, plus term: Double = 0) throws(TorchError) -> Tensor {
    try made { ctorch_scale(handle, factor, term, $0) }
  }

  package func power(_ exponent: Double) throws(TorchError) -> Tensor {
    try made { ctorch_power(handle, exponent, $0) }
  }

  package func exp() throws(TorchError) -> Tensor { try made { ctorch_exp(handle, $0) } }
  package func log() throws(TorchError) -> Tensor { try made { ctorch_log(handle, $0) } }
  package func squareRoot() throws(TorchError) -> Tensor { try made { ctorch_sqrt(handle, $0) } }
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

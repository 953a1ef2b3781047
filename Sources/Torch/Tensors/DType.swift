import CTorch

/// The type of a tensor's elements.
package enum DType: String, Hashable, Sendable, CaseIterable {
  case float32, float64, bfloat16, int64, uint8, bool

  var code: CTorchType {
    switch self {
    case .float32: CTORCH_FLOAT32
    case .float64: CTORCH_FLOAT64
    case .bfloat16: CTORCH_BFLOAT16
    case .int64: CTORCH_INT64
    case .uint8: CTORCH_UINT8
    case .bool: CTORCH_BOOL
    }
  }

  init(_ code: CTorchType) {
    self = Self.allCases.first { $0.code == code } ?? .float32
  }
}

/// A Swift type whose values a tensor's elements are, bit for bit.
package protocol TensorElement: BitwiseCopyable {
  static var dtype: DType { get }
  /// Any value, to fill new memory with.
  static var filler: Self { get }
}

extension Float: TensorElement {
  package static var dtype: DType { .float32 }
  package static var filler: Self { 0 }
}

extension Double: TensorElement {
  package static var dtype: DType { .float64 }
  package static var filler: Self { 0 }
}

extension Int64: TensorElement {
  package static var dtype: DType { .int64 }
  package static var filler: Self { 0 }
}

extension UInt8: TensorElement {
  package static var dtype: DType { .uint8 }
  package static var filler: Self { 0 }
}

extension Bool: TensorElement {
  package static var dtype: DType { .bool }
  package static var filler: Self { false }
}

/// The number types that weights are stored in, named as in safetensors; all little-endian.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case f64 = "F64"
  case i64 = "I64"
  case u64 = "U64"

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .bool, .u8, .i8: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .f64, .i64, .u64: 8
    }
  }
}

extension ElementType {
  /// The elements that `layout` picks, as floats in row-major order; wider types are rounded.
  ///
  /// The caller has checked that every element is within `bytes`.
  func floats(_ bytes: UnsafeRawBufferPointer, _ layout: StridedLayout) -> [Float] {
    switch self {
    case .bool: layout.gather(bytes, UInt8.self) { $0 == 0 ? 0 : 1 }
    case .u8: layout.gather(bytes, UInt8.self) { Float($0) }
    case .i8: layout.gather(bytes, Int8.self) { Float($0) }
    case .i16: layout.gather(bytes, Int16.self) { Float(Int16(littleEndian: $0)) }
    case .u16: layout.gather(bytes, UInt16.self) { Float(UInt16(littleEndian: $0)) }
    case .f16: layout.gather(bytes, UInt16.self) { Float(float16Bits: UInt16(littleEndian: $0)) }
    case .bf16: layout.gather(bytes, UInt16.self) { Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16) }
    case .i32: layout.gather(bytes, Int32.self) { Float(Int32(littleEndian: $0)) }
    case .u32: layout.gather(bytes, UInt32.self) { Float(UInt32(littleEndian: $0)) }
    case .f32: layout.gather(bytes, UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) }
    case .f64: layout.gather(bytes, UInt64.self) { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
    case .i64: layout.gather(bytes, Int64.self) { Float(Int64(littleEndian: $0)) }
    case .u64: layout.gather(bytes, UInt64.self) { Float(UInt64(littleEndian: $0)) }
    }
  }
}

extension Float {
  /// IEEE 754 binary16, exactly. `Float16` itself is missing on Intel Macs.
  init(float16Bits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      // Subnormal: fraction · 2⁻²⁴, exact in binary32.
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 0x1F: self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

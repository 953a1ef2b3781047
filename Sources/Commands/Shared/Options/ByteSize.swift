import ArgumentParser

/// A size as people write it: `500MB`, `20GB`, `1TiB`, or a number of bytes.
package struct ByteSize: Hashable, Sendable, ExpressibleByArgument {
  /// From 0 to 10¹⁸.
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  /// Reads a number with a unit, or without one for bytes, in any case; nil for anything else.
  package init?(argument: String) {
    let text = argument.uppercased()
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let factor = Self.units[String(text.dropFirst(digits.count))], let number = Double(digits) else { return nil }
    let bytes = number * factor
    guard bytes >= 0, bytes <= 1e18 else { return nil }
    self.bytes = Int(bytes.rounded())
  }

  private static let units: [String: Double] = [
    "": 1, "B": 1, "K": 1e3, "KB": 1e3, "M": 1e6, "MB": 1e6, "G": 1e9, "GB": 1e9, "T": 1e12, "TB": 1e12,
    "KIB": 0x1p10, "MIB": 0x1p20, "GIB": 0x1p30, "TIB": 0x1p40,
  ]
}

extension ByteSize: CustomStringConvertible {
  /// As people read it: three digits and a unit.
  package var description: String {
    var (size, unit) = (Double(bytes), 0)
    while size >= 999.5, unit < Self.names.count - 1 { (size, unit) = (size / 1000, unit + 1) }
    return
      "\(unit == 0 || size >= 99.95 ? "\(Int(size.rounded()))" : "\((size * 10).rounded() / 10)") \(Self.names[unit])"
  }

  private static let names = ["B", "kB", "MB", "GB", "TB"]
}

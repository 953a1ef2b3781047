import Support

/// How a row of features is written to a file: its key (32 bytes), the first 8 bytes of SHA-256 over key and values, and `width`
/// little-endian 32-bit floats.
struct FeatureRecord {
  let width: Int

  private static let magic = Array("dogbreed features 2\n".utf8)
  /// Bytes before the first record.
  static let headerLength = 32
  private static let checksumLength = 8
  /// Where a record's values begin.
  static let valuesOffset = FeatureKey.length + checksumLength

  /// Bytes of a record.
  var length: Int { Self.valuesOffset + width * 4 }

  /// What a file begins with.
  var header: [UInt8] {
    let filled = Self.magic + withUnsafeBytes(of: UInt32(width).littleEndian, Array.init)
    return filled + Array(repeating: 0, count: Self.headerLength - filled.count)
  }

  /// The width that the first bytes of a file state; nil for a file of another kind.
  static func width(of header: [UInt8]) -> Int? {
    guard header.count >= headerLength, header.starts(with: magic) else { return nil }
    return (0..<4).reduce(0) { $0 | Int(header[magic.count + $1]) << (8 * $1) }
  }

  /// Where a record begins in its file.
  func offset(of place: Int) -> Int { Self.headerLength + place * length }

  /// Appends a record's bytes.
  func append(_ features: [Float], for key: FeatureKey, to bytes: inout [UInt8]) {
    features.withUnsafeBytes { values in
      key.withUnsafeBytes { key in
        bytes += key
        bytes += Self.checksum(key, values)
      }
      bytes += values
    }
  }

  /// Takes keys of records up to the first damaged or unfinished one.
  func keys(in bytes: UnsafeRawBufferPointer) -> [FeatureKey] {
    var keys: [FeatureKey] = []
    keys.reserveCapacity(bytes.count / length)
    for number in 0..<(bytes.count / length) {
      let record = UnsafeRawBufferPointer(rebasing: bytes[(number * length)..<((number + 1) * length)])
      let key = UnsafeRawBufferPointer(rebasing: record[..<FeatureKey.length])
      let values = UnsafeRawBufferPointer(rebasing: record[Self.valuesOffset...])
      let stated = record[FeatureKey.length..<Self.valuesOffset]
      guard stated.elementsEqual(Self.checksum(key, values)) else { break }
      keys.append(FeatureKey(key))
    }
    return keys
  }

  /// Of the key too: a row under another's key would be right by itself.
  private static func checksum(_ key: UnsafeRawBufferPointer, _ values: UnsafeRawBufferPointer) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bufferPointer: key)
    hasher.update(bufferPointer: values)
    return Array(hasher.finalize().prefix(checksumLength))
  }
}

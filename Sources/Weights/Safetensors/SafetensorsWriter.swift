import Foundation
import Support

/// Writes safetensors files: 32-bit floats, arrays in the order of their names' bytes, so that equal weights give
/// equal bytes.
package enum SafetensorsWriter {
  /// The data starts at a multiple of this many bytes, so that a mapped file can be used in place.
  package static let alignment = 64

  /// Replaces the file as a whole or not at all; holds one array in memory at a time.
  ///
  /// - Throws: `WeightsError` from the source or the file system; `wrongCount` for an array whose values don't match
  ///   its shape.
  package static func write(
    _ source: some WeightSource, metadata: [String: String] = [:], to url: URL
  ) throws(WeightsError) {
    let names = source.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var header = metadata.isEmpty ? [] : ["\"__metadata__\":{\(members(metadata))}"]
    var offset = 0
    for name in names {
      let shape = try source.shape(of: name)
      guard let layout = StridedLayout(contiguous: shape), layout.count < Int.max / 8 - offset else {
        throw .wrongCount(name: name, shape: shape, found: 0)
      }
      let end = offset + layout.count * ElementType.f32.size
      let dimensions = shape.map(String.init).joined(separator: ",")
      header.append(
        "\(quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(dimensions)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    let file = try WeightsError.wrapping { () throws(FileError) in
      let file = try AtomicFile(url.path)
      try file.append(padded("{\(header.joined(separator: ","))}"))
      return file
    }
    for name in names { try append(try source.array(name), name, shape: try source.shape(of: name), to: file) }
    try WeightsError.wrapping { () throws(FileError) in try file.commit() }
  }

  private static func append(
    _ array: WeightArray, _ name: String, shape: [Int], to file: AtomicFile
  ) throws(WeightsError) {
    guard array.shape == shape, array.values.count == shape.reduce(1, *) else {
      throw .wrongCount(name: name, shape: shape, found: array.values.count)
    }
    try WeightsError.wrapping { () throws(FileError) in
      #if _endian(little)
        try file.append(array.values)
      #else
        try file.append(array.values.map(\.bitPattern.littleEndian))
      #endif
    }
  }

  /// Length and header, with spaces after it up to the alignment.
  private static func padded(_ header: String) -> [UInt8] {
    var text = Array(header.utf8)
    while (8 + text.count) % alignment != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }

  private static func members(_ metadata: [String: String]) -> String {
    metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",")
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

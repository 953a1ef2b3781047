/// Arrays of 32-bit floats as Core ML keeps them next to a program: `weight.bin`.
///
/// A header of 64 bytes; then for each array its entry of 64 bytes and its values, both at multiples of 64
/// (https://github.com/apple/coremltools/blob/main/mlmodel/src/MILBlob/Blob/StorageFormat.hpp). All numbers are
/// little-endian.
struct WeightBlobs {
  private static let alignment = 64
  private static let version: UInt32 = 2
  private static let sentinel: UInt32 = 0xDEAD_BEEF
  /// `BlobDataType::Float32`.
  private static let float32: UInt32 = 2

  private var count: UInt32 = 0
  private var body: [UInt8] = []

  /// The whole file.
  var bytes: [UInt8] { Self.block([Self.pair(count, Self.version)]) + body }

  /// Adds an array and returns where its entry begins in the file.
  mutating func append(_ values: [Float]) -> UInt64 {
    body += [UInt8](repeating: 0, count: -body.count & (Self.alignment - 1))
    let entry = Self.alignment + body.count
    let size = values.count * MemoryLayout<Float>.stride
    body += Self.block([Self.pair(Self.sentinel, Self.float32), UInt64(size), UInt64(entry + Self.alignment)])
    values.withUnsafeBytes { body += $0 }
    count += 1
    return UInt64(entry)
  }

  private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(second) << 32 | UInt64(first) }

  /// Numbers at the beginning of 64 bytes that are otherwise zero.
  private static func block(_ words: [UInt64]) -> [UInt8] {
    let padded = words + [UInt64](repeating: 0, count: alignment / 8 - words.count)
    return padded.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }
}

import Foundation
import Support

/// A value as one line of JSON with its own checksum: `{"check":"9ae0daaf","entry":{…}}`.
///
/// The checksum is CRC32C of the bytes between `"entry":` and the last brace, so that other programs can check and read the lines, too.
enum SealedLine {
  private static let start = Array("{\"check\":\"".utf8)
  private static let middle = Array("\",\"entry\":".utf8)
  private static let digits = 8

  /// The line with its line break. Throws `EncodingError`.
  static func encoded(_ value: some Encodable) throws -> [UInt8] {
    let body = Array(try JSONText.data(value))
    return start + Array(CRC32C(of: body).value.hexadecimal.utf8) + middle + body + Array("}\n".utf8)
  }

  /// Whether bytes may be the beginning of a line that was never finished.
  static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.prefix(start.count).elementsEqual(start.prefix(bytes.count)) || bytes.allSatisfy { $0 == 0 }
  }

  /// The value of a line without its line break; nil where any byte differs from what was written.
  static func decoded<Value: Decodable>(_ type: Value.Type, from line: ArraySlice<UInt8>) -> Value? {
    let head = start.count + digits + middle.count
    guard line.count > head + 1, line.last == UInt8(ascii: "}"), line.starts(with: start),
      line.dropFirst(start.count + digits).starts(with: middle)
    else { return nil }
    let body = Array(line.dropFirst(head).dropLast())
    let stated = String(decoding: line.dropFirst(start.count).prefix(digits), as: UTF8.self)
    guard CRC32C(of: body).value.hexadecimal == stated else { return nil }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try? decoder.decode(type, from: Data(body))
  }
}

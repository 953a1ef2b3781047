import Foundation

/// Reads JSON objects, one per line.
///
/// The input is untrusted: file and lines are bounded. Values other than strings, numbers or booleans count as empty.
struct JSONLinesReader {
  static let fileLimit = 512 << 20
  static let lineLimit = 1 << 20

  private let bytes: [UInt8]
  private var position = 0
  private(set) var line = 0

  init(path: String) throws(CorpusError) { self.init(bytes: try TableFile.read(path, limit: Self.fileLimit)) }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The fields of the next line that isn't blank, nil at the end; a line that is not an object is a failure.
  mutating func next() -> Result<[String: String], TableFault>? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let text = bytes[position..<end]
      position = end + 1
      line += 1
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      guard text.count <= Self.lineLimit else {
        return .failure(TableFault(reason: "It has more than \(Self.lineLimit) bytes."))
      }
      guard let object = try? JSONDecoder().decode([String: Field].self, from: Data(text)) else {
        return .failure(TableFault(reason: "It is not a JSON object."))
      }
      return .success(object.mapValues(\.text))
    }
    return nil
  }

  /// A value as text.
  private struct Field: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let value = try? decoder.singleValueContainer()
      if let string = try? value?.decode(String.self) {
        text = string
      } else if let number = try? value?.decode(Int.self) {
        text = String(number)
      } else if let truth = try? value?.decode(Bool.self) {
        text = String(truth)
      } else if let number = try? value?.decode(Double.self) {
        text = String(number)
      } else {
        text = ""
      }
    }
  }
}

/// Why one row of a table can't be used.
struct TableFault: Error, Hashable {
  let reason: String
}

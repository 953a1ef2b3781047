/// The records of a POSIX.1-2001 extension that matter here: `LENGTH KEY=VALUE` and a line end each.
struct TarRecords {
  private(set) var path: ArraySlice<UInt8>?
  private(set) var target: ArraySlice<UInt8>?
  private(set) var size: Int?
  /// Whether the contents are a sparse file's pieces and not its bytes.
  private(set) var isSparse = false

  init(_ bytes: [UInt8]) throws(ArchiveError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard digits.count <= 6, let length = Int(String(decoding: digits, as: UTF8.self)), length <= rest.count,
        length > digits.count + 2, rest[rest.startIndex + digits.count] == UInt8(ascii: " "),
        rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
      else { throw .damaged(reason: "an entry's extension can't be read") }
      let record = rest[(rest.startIndex + digits.count + 1)..<(rest.startIndex + length - 1)]
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
        throw .damaged(reason: "an entry's extension can't be read")
      }
      let value = record[(equals + 1)...]
      switch String(decoding: record[..<equals], as: UTF8.self) {
      case "path": path = value
      case "linkpath": target = value
      case let key where key.hasPrefix("GNU.sparse."): isSparse = true
      case "size":
        guard let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 else {
          throw .damaged(reason: "an entry's size is not a number")
        }
        size = number
      default: break
      }
      rest = rest[(rest.startIndex + length)...]
    }
  }
}

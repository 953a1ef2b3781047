import Archives

/// A tar archive made by hand, entry by entry.
struct TarMaking {
  private(set) var bytes: [UInt8] = []

  mutating func file(_ name: String, _ contents: [UInt8]) {
    entry(type: "0", name: name, contents: contents)
  }

  /// An entry of any type; `change` may spoil its header before the checksum is written.
  mutating func entry(
    type: Character, name: String, contents: [UInt8] = [], change: (inout [UInt8]) -> Void = { _ in }
  ) {
    var header = TarHeader.file(name: String(name.prefix(99)), size: contents.count) ?? []
    header[156] = type.asciiValue ?? 0
    change(&header)
    Self.sum(&header)
    bytes += header + contents + [UInt8](repeating: 0, count: TarHeader.padding(contents.count))
  }

  mutating func end() { bytes += [UInt8](repeating: 0, count: 1024) }

  /// Writes the header's checksum.
  static func sum(_ header: inout [UInt8]) {
    for place in 148..<156 { header[place] = 32 }
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    for (place, digit) in (String(repeating: "0", count: 6 - sum.count) + sum).utf8.enumerated() {
      header[148 + place] = digit
    }
    header[154] = 0
  }
}

/// All entries of an archive with their contents.
func entries(of bytes: [UInt8], limit: Int = 1 << 20) throws -> [(entry: TarEntry, contents: [UInt8])] {
  var reader = TarReader(MemorySource(bytes))
  var found: [(TarEntry, [UInt8])] = []
  while let entry = try reader.next() { found.append((entry, try reader.contents(limit: limit))) }
  return found
}

/// Walks the tagged elements of a MAT-file's bytes.
struct MATElements {
  enum Value {
    case text(String)
    case numbers([Double])
    case cells([Value])
  }

  /// The data types of the format that are read.
  enum DataType: UInt32 {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12
    case uint64, matrix, compressed, utf8, utf16
  }

  struct Element {
    let type: DataType
    let bytes: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next element, nil behind the last one.
  mutating func next() throws(CorpusError) -> Element? {
    if rest.isEmpty { return nil }
    guard rest.count >= 8 else { throw .malformedMAT(reason: "an element's tag is truncated") }
    let first = Self.word(rest, at: 0)
    let small = Int(first >> 16)
    let type = try Self.type(small > 0 ? first & 0xffff : first)
    if small > 0 {
      guard small <= 4 else { throw .malformedMAT(reason: "a small element claims \(small) bytes") }
      let start = rest.startIndex + 4
      defer { rest = rest.dropFirst(8) }
      return Element(type: type, bytes: rest[start..<start + small])
    }
    let count = Int(Self.word(rest, at: 4))
    guard count <= rest.count - 8 else { throw .malformedMAT(reason: "an element is truncated") }
    let start = rest.startIndex + 8
    let element = Element(type: type, bytes: rest[start..<start + count])
    // Every element but a compressed one is filled up to a multiple of 8 bytes; the last one may lack the filling.
    rest = rest.dropFirst(8 + (type == .compressed ? count : (count + 7) / 8 * 8))
    return element
  }

  /// Reads a matrix; nil when it has another name than the one asked for (cells have none of their own).
  static func matrix(_ bytes: ArraySlice<UInt8>, named name: String?, depth: Int) throws(CorpusError) -> Value? {
    guard depth < MATFile.depthLimit else { throw .malformedMAT(reason: "its cells are nested too deep") }
    var parts = MATElements(bytes)
    guard let flags = try parts.next(), flags.type == .uint32, flags.bytes.count == 8,
      let dimensions = try parts.next(), dimensions.type == .int32, dimensions.bytes.count >= 8,
      let label = try parts.next(), label.type == .int8
    else { throw .malformedMAT(reason: "a matrix lacks its flags, dimensions or name") }
    if let name, !label.bytes.elementsEqual(name.utf8) { return nil }
    let sizes = stride(from: 0, to: dimensions.bytes.count / 4 * 4, by: 4).map { Int(word(dimensions.bytes, at: $0)) }
    var count = 1
    for size in sizes {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= bytes.count || size == 0 else {
        throw .malformedMAT(reason: "a matrix claims more than its bytes can hold")
      }
      count = product
    }
    switch word(flags.bytes, at: 0) & 0xff {
    case 1:
      var cells: [Value] = []
      cells.reserveCapacity(count)
      for _ in 0..<count {
        guard let cell = try parts.next(), cell.type == .matrix,
          let value = try matrix(cell.bytes, named: nil, depth: depth + 1)
        else { throw .malformedMAT(reason: "a cell array is truncated") }
        cells.append(value)
      }
      return .cells(cells)
    case 4:
      guard count == 0 || sizes[0] == 1 else { throw .malformedMAT(reason: "a text has more than one row") }
      guard let data = try parts.next() else { return .text("") }
      return .text(try text(data))
    case 6...15:
      guard let data = try parts.next() else { return .numbers([]) }
      let numbers = try numbers(data)
      guard numbers.count == count else { throw .malformedMAT(reason: "an array's size and its data differ") }
      return .numbers(numbers)
    case let other: throw .malformedMAT(reason: "a variable is of the kind \(other), which is not read")
    }
  }

  private static func text(_ element: Element) throws(CorpusError) -> String {
    let bytes = element.bytes
    switch element.type {
    case .int8, .uint8, .utf8: return String(decoding: bytes, as: UTF8.self)
    case .uint16, .utf16:
      let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
        UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
      }
      return String(decoding: units, as: UTF16.self)
    default: throw .malformedMAT(reason: "a text is stored as \(element.type)")
    }
  }

  private static func numbers(_ element: Element) throws(CorpusError) -> [Double] {
    func read<T: FixedWidthInteger>(_: T.Type, _ convert: (T) -> Double) -> [Double] {
      let size = MemoryLayout<T>.size
      let start = element.bytes.startIndex
      return (0..<element.bytes.count / size).map { index in
        convert(
          (0..<size).reduce(0) { $0 | T(truncatingIfNeeded: element.bytes[start + index * size + $1]) << ($1 * 8) })
      }
    }
    return switch element.type {
    case .int8: read(Int8.self, Double.init)
    case .uint8: read(UInt8.self, Double.init)
    case .int16: read(Int16.self, Double.init)
    case .uint16: read(UInt16.self, Double.init)
    case .int32: read(Int32.self, Double.init)
    case .uint32: read(UInt32.self, Double.init)
    case .int64: read(Int64.self, Double.init)
    case .uint64: read(UInt64.self, Double.init)
    case .single: read(UInt32.self) { Double(Float(bitPattern: $0)) }
    case .double: read(UInt64.self) { Double(bitPattern: $0) }
    default: throw .malformedMAT(reason: "numbers are stored as \(element.type)")
    }
  }

  private static func type(_ raw: UInt32) throws(CorpusError) -> DataType {
    guard let type = DataType(rawValue: raw) else { throw .malformedMAT(reason: "the data type \(raw) is unknown") }
    return type
  }

  /// Four little-endian bytes at an offset from the slice's start, which the caller has checked to be there.
  private static func word(_ bytes: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[bytes.startIndex + offset + $1]) << UInt32($1 * 8) }
  }
}

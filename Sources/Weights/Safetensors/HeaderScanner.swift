/// A strict scanner for the JSON that a safetensors header may contain: objects, strings and arrays of counts.
///
/// A general JSON parser would silently keep one of two equal names and follow nesting as deep as a file asks.
/// Grammar and escapes: RFC 8259.
struct HeaderScanner {
  let file: String
  private let text: [UInt8]
  private var position = 0

  /// - Throws: `WeightsError.malformed` where the header is not UTF-8 or doesn't begin with a brace, as the format
  ///   requires.
  init(_ text: [UInt8], file: String) throws(WeightsError) {
    self.text = text
    self.file = file
    guard text.first == UInt8(ascii: "{"), String(validating: text, as: UTF8.self) != nil else {
      throw .unknownForm(file: file, found: "not a safetensors file: it has no text header")
    }
  }

  func malformed(_ reason: String) -> WeightsError { .malformed(file: file, reason: reason) }

  /// Calls `member` after each name, to read the value.
  mutating func object(
    _ member: (inout HeaderScanner, String) throws(WeightsError) -> Void
  ) throws(WeightsError) {
    try expect("{")
    if consume("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while consume(",")
    try expect("}")
  }

  /// An array of counts: no sign, no fraction, no exponent, no leading zero.
  mutating func integers(limit: Int) throws(WeightsError) -> [Int] {
    try expect("[")
    var numbers: [Int] = []
    if consume("]") { return numbers }
    repeat {
      guard numbers.count < limit else { throw malformed("a row in its header has more than \(limit) numbers") }
      numbers.append(try integer())
    } while consume(",")
    try expect("]")
    return numbers
  }

  /// Only the spaces that pad the header may follow.
  mutating func finish() throws(WeightsError) {
    skipSpace()
    guard position == text.count else { throw malformed("something follows its header") }
  }

  mutating func string() throws(WeightsError) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"): bytes += try escape().utf8
      case 0..<0x20: throw malformed("a name in its header holds a control character")
      default: bytes.append(byte)
      }
    }
    throw malformed("a name in its header is unterminated")
  }

  private mutating func escape() throws(WeightsError) -> String {
    guard position < text.count else { throw malformed("a name in its header is unterminated") }
    let letter = text[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(letter))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw malformed("a name in its header holds an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(WeightsError) -> String {
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), text[position...].starts(with: "\\u".utf8) {
      position += 2
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw malformed("a name in its header contains half a surrogate pair")
    }
    return text
  }

  private mutating func codeUnit() throws(WeightsError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard position < text.count, let digit = Character(UnicodeScalar(text[position])).hexDigitValue else {
        throw malformed("a name in its header holds an unknown escape")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  private mutating func integer() throws(WeightsError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(Int(text[position] - UInt8(ascii: "0")))
      guard !overflow, !carried else { throw malformed("a number in its header is too large") }
      value = sum
      position += 1
    }
    let digits = position - start
    guard digits > 0, digits == 1 || text[start] != UInt8(ascii: "0") else {
      throw malformed("its header has something else where a count belongs")
    }
    return value
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  private mutating func consume(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: UnicodeScalar) throws(WeightsError) {
    guard consume(character) else { throw malformed("its header lacks a \(character) at byte \(position)") }
  }
}

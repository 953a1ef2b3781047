/// Base64 in all of its spellings (RFC 4648): standard and URL-safe, padded or not, in one line or wrapped.
enum Base64 {
  enum Fault: Error, Hashable {
    /// A character that base64 doesn't have, and its place, counted from 1.
    case character(UInt8, place: Int)
    case truncated
  }

  /// Returns the bytes; blanks and line breaks between characters are skipped, anything else is refused.
  static func decode(_ text: some Collection<UInt8>) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3 + 3)
    var (bits, count, padding, place): (UInt32, Int, Int, Int) = (0, 0, 0, 0)
    for byte in text {
      place += 1
      let value = table[Int(byte)]
      switch value {
      case 0..<64:
        guard padding == 0 else { throw .character(byte, place: place) }
        bits = bits << 6 | UInt32(value)
        count += 1
        if count == 4 {
          bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
          bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
          bytes.append(UInt8(truncatingIfNeeded: bits))
          (bits, count) = (0, 0)
        }
      case blank: continue
      case pad where count + padding < 4 && count >= 2: padding += 1
      default: throw .character(byte, place: place)
      }
    }
    switch count {
    case 0: break
    case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: throw .truncated
    }
    return bytes
  }

  private static let blank: UInt8 = 64
  private static let pad: UInt8 = 65

  /// Each character's value; 64 for blanks, 65 for the padding, 255 for what isn't base64.
  private static let table: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    for (value, letter) in letters.enumerated() { table[Int(letter)] = UInt8(value) }
    for (letter, value) in zip("+-/_".utf8, [62, 62, 63, 63] as [UInt8]) { table[Int(letter)] = value }
    for letter in " \t\r\n".utf8 { table[Int(letter)] = blank }
    table[Int(UInt8(ascii: "="))] = pad
    return table
  }()
}

import Crypto

/// The SHA-256 of a file's bytes: files of one digest are the same, byte by byte.
package struct ContentDigest: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  package init(of bytes: [UInt8]) {
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, byte) in SHA256.hash(data: bytes).enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    (first, second, third, fourth) = (words[0], words[1], words[2], words[3])
  }

  /// 64 hexadecimal digits.
  package var text: String {
    [first, second, third, fourth].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

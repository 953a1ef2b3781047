import Foundation
import Support
import TestSupport
import Testing

/// Hashes and signatures against published values and other implementations.
@Suite struct HashingTests {
  /// FIPS 180-4's examples, NIST's long one among them.
  @Test func publishedHashes() {
    #expect(
      SHA256.hash(data: Data()).hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hash(data: Data("abc".utf8)).hexadecimal
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    var million = SHA256()
    for _ in 0..<1000 { million.update(data: [UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
    #expect(
      million.finalize().hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(Insecure.sha1(Data("abc".utf8)).hexadecimal == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(Insecure.MD5.hash(Array("abc".utf8)).hexadecimal == "900150983cd24fb0d6963f7d28e17f72")
  }

  /// RFC 4231, cases 1, 2 and 6, whose key is longer than a block.
  @Test func publishedCodes() {
    func code(_ key: Data, _ text: String) -> String {
      SHA256.authenticationCode(for: Data(text.utf8), using: key).hexadecimal
    }
    #expect(
      code(Data(repeating: 0x0B, count: 20), "Hi There")
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      code(Data("Jefe".utf8), "what do ya want for nothing?")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      code(Data(repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First")
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func aCopyGoesOnByItself() {
    var first = SHA256()
    first.update(data: Data("a".utf8))
    var second = first
    second.update(data: Data("b".utf8))
    #expect(first.finalize() == SHA256.hash(data: Data("a".utf8)))
    #expect(second.finalize() == SHA256.hash(data: Data("ab".utf8)))
    first.update(data: Data("b".utf8))
    #expect(first.finalize() == second.finalize() && Array(first.finalize()).count == SHA256Digest.byteCount)
  }

  /// Python's hashlib has the last word on any pieces.
  @Test(.enabled(if: ReferencePython.available)) func piecesDontMatter() throws {
    var generator = SeededGenerator(seed: 9)
    var lines: [String] = []
    var texts: [String] = []
    for _ in 0..<40 {
      let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      var hash = SHA256()
      var md5 = Insecure.MD5()
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 1...130, using: &generator)))
        hash.update(data: piece)
        piece.withUnsafeBytes { md5.update(bufferPointer: $0) }
        rest = rest.dropFirst(piece.count)
      }
      texts.append(bytes.hexadecimal)
      lines.append(
        [hash.finalize().hexadecimal, md5.finalize().hexadecimal, Insecure.sha1(bytes).hexadecimal].joined(
          separator: " "))
    }
    let said = try ReferencePython.run(
      """
      import hashlib, sys
      for text in sys.argv[1:]:
          data = bytes.fromhex(text)
          print(hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest(), hashlib.sha1(data).hexdigest())
      """, texts)
    #expect(said.split(separator: "\n").map(String.init) == lines)
  }

  @Test func keysThatAreNoneAreRefused() {
    for text in ["", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
      #expect(throws: RSAKey.Failure.unreadable) { try RSAKey(pem: text) }
    }
  }
}

import Foundation
import Support
import TestSupport
import Testing

@Suite struct CRC32CTests {
  /// RFC 3720, B.4.
  @Test func publishedValues() {
    #expect(CRC32C(of: [UInt8](repeating: 0, count: 32)).value == 0x8A91_36AA)
    #expect(CRC32C(of: [UInt8](repeating: 0xFF, count: 32)).value == 0x62A8_AB43)
    #expect(CRC32C(of: [UInt8](0..<32)).value == 0x46DD_794E)
    #expect(CRC32C(of: Data("123456789".utf8)).value == 0xE306_9283)
    #expect(CRC32C(of: [UInt8]()).value == 0)
  }

  @Test func theTablesAgreeWithTheInstruction() {
    var generator = SeededGenerator(seed: 1)
    for count in [0, 1, 7, 8, 9, 1000, 65_537] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(CRC32C(of: bytes).value == CRC32C.byTables(bytes))
    }
  }

  @Test func partsCombineToTheWhole() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...3000, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let cut = Int.random(in: 0...bytes.count, using: &generator)
      let (a, b) = (CRC32C(of: Array(bytes[..<cut])), CRC32C(of: Array(bytes[cut...])))
      #expect(a.followed(by: b, count: bytes.count - cut) == CRC32C(of: bytes))
    }
  }

  @Test func asTextAndBack() {
    #expect(CRC32C(of: Data("123456789".utf8)).base64 == "4waSgw==")
    #expect(CRC32C(base64: "4waSgw==") == CRC32C(0xE306_9283))
    for text in ["", "4waSgw", "4waSgw===", "????????", "AAAAAAAA", "4waSgw= "] { #expect(CRC32C(base64: text) == nil) }
  }
}

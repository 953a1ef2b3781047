import Foundation
import Support
import TestSupport
import Testing

@Suite struct HexadecimalTests {
  @Test func twoDigitsAByte() {
    #expect([0, 1, 0x0F, 0x10, 0xAB, 0xFF].hexadecimal == "00010f10abff")
    #expect([UInt8]().hexadecimal == "")
    #expect(UInt32(0xBEEF).hexadecimal == "0000beef" && UInt64.max.hexadecimal == "ffffffffffffffff")
  }

  /// FIPS 180-4's own examples.
  @Test func hashesOfBytesAndFilesAreThePublished() throws {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(ContentHash.of(Array("abc".utf8)) == abc)
    let folder = try TemporaryFolder()
    try folder.write(Array("abc".utf8), to: "abc")
    try folder.write([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000), to: "million")
    #expect(try ContentHash.of(file: folder.url.appending(path: "abc")) == abc)
    #expect(
      try ContentHash.of(file: folder.url.appending(path: "million"))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(throws: FileError.self) { try ContentHash.of(file: folder.url.appending(path: "gone")) }
  }
}

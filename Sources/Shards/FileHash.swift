import Archives
import Corpus
import Crypto

extension SHA256 {
  /// Lower-case hexadecimal of a file's SHA-256, read in pieces; nil when it can't be read.
  static func hex(ofFile path: String) -> String? {
    guard let source = try? FileSource(path) else { return nil }
    var hasher = SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      guard let got = try? source.read(into: buffer) else { return nil }
      if got == 0 { return hasher.finalize().hex }
      hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    }
  }
}

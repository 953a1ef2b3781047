import NIOCore
import Support
import Transport

extension FileSlice {
  /// Hexadecimal SHA-256. Throws `CloudError` where the file is shorter.
  func hash() throws(CloudError) -> String {
    var hash = SHA256()
    try eachPiece { hash.update(bufferPointer: $0) }
    return hash.finalize().hexadecimal
  }

  /// The MD5, 16 bytes. Throws `CloudError` where the file is shorter.
  func md5() throws(CloudError) -> [UInt8] {
    var hash = Insecure.MD5()
    try eachPiece { hash.update(bufferPointer: $0) }
    return hash.finalize()
  }

  private func eachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(CloudError) {
    var position = offset
    while position < offset + count {
      let piece = try file.buffer(at: position, count: Swift.min(1 << 20, offset + count - position))
      piece.withUnsafeReadableBytes(body)
      position += piece.readableBytes
    }
  }
}

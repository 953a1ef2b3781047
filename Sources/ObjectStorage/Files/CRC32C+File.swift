import NIOCore
import Support
import Transport

extension CRC32C {
  /// Of part of a file, a piece at a time; throws `CloudError` when the file is shorter.
  package init(of file: RegularFile, offset: Int, count: Int) throws(CloudError) {
    self.init()
    var position = offset
    while position < offset + count {
      let piece = try file.buffer(at: position, count: min(1 << 20, offset + count - position))
      piece.withUnsafeReadableBytes { update($0) }
      position += piece.readableBytes
    }
  }
}

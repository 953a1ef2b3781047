import Foundation
import NIOCore
import Support

extension RegularFile {
  /// Returns what the file is now.
  package func stamp() throws(CloudError) -> FileStamp {
    var info = stat()
    guard fstat(rawDescriptor, &info) == 0 else {
      throw CloudError(FileError(path: path, action: "looked at", reason: SystemReason.last))
    }
    return FileStamp(info)
  }

  /// Returns exactly `count` bytes; throws when the file ends before.
  package func buffer(at offset: Int, count: Int) throws(CloudError) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    var failure: FileError?
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
      do throws(FileError) {
        return try read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw CloudError(failure) }
    guard buffer.readableBytes == count else { throw CloudError(.usage, "\(path) shrank while it was read") }
    return buffer
  }
}

extension CloudError {
  /// A file here that can't be used.
  package init(_ error: FileError) {
    self.init(.usage, "\(error.path) can't be \(error.action): \(error.reason)")
  }

  /// Runs what works on a file here, and throws its failure as a `CloudError` of kind `usage` with the path.
  package static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(CloudError) -> Value {
    do {
      return try body()
    } catch {
      throw CloudError(error)
    }
  }
}

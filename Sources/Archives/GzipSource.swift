import CZlib

/// The bytes that gzip files (RFC 1952) unpack to, one member after the other; zlib checks each member's CRC and length.
///
/// Zeros may follow the last member, as `gzip` allows; anything else is an error.
/// Nothing is held but two buffers, so that a small file that unpacks to very much costs no memory: the reader sets the
/// limits.
package final class GzipSource<Source: ByteSource>: ByteSource {
  private var source: Source
  // zlib's state points back at its stream, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isOpen = true
  private var started = false
  private var isBetweenMembers = false

  /// Throws `ArchiveError.damaged` where zlib can't be started.
  package init(_ source: Source) throws(ArchiveError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, plus 16 for a gzip header.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw .damaged(reason: "zlib can't be started")
    }
    self.source = source
    self.stream = stream
    input = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    guard isOpen, !buffer.isEmpty else { return 0 }
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(clamping: buffer.count)
    let room = Int(stream.pointee.avail_out)
    while Int(stream.pointee.avail_out) == room {
      if stream.pointee.avail_in == 0, try !fill() {
        isOpen = false
        if started { throw .truncated }
        return 0
      }
      if isBetweenMembers {
        guard try beginsMember() else { continue }
        isBetweenMembers = false
      }
      started = true
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END:
        // Another member may follow; this one's output is returned first.
        started = false
        isBetweenMembers = true
        guard inflateReset(stream) == Z_OK else { throw .damaged(reason: "zlib can't continue") }
      case Z_BUF_ERROR where stream.pointee.avail_in == 0: break
      default:
        isOpen = false
        throw .damaged(reason: "its compressed bytes are damaged")
      }
    }
    return room - Int(stream.pointee.avail_out)
  }

  /// Passes over zeros; returns false where no other byte came yet.
  private func beginsMember() throws(ArchiveError) -> Bool {
    while stream.pointee.avail_in > 0, stream.pointee.next_in[0] == 0 {
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
    guard stream.pointee.avail_in > 0 else { return false }
    guard stream.pointee.next_in[0] == 0x1F else {
      isOpen = false
      throw .damaged(reason: "other data follows its compressed data")
    }
    return true
  }

  private func fill() throws(ArchiveError) -> Bool {
    let count = try source.read(into: input)
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }
}

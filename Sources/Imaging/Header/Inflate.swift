import CZlib

/// Decompresses the start of a zlib stream (RFC 1950): at most `limit` bytes, and what came before any damage.
func inflatedPrefix(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8] {
  var stream = z_stream()
  guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
  defer { inflateEnd(&stream) }
  // Compression makes nothing twice as long: no more is needed for the limit.
  var input = Array(bytes.prefix(2 * limit))
  return input.withUnsafeMutableBufferPointer { source in
    stream.next_in = source.baseAddress
    stream.avail_in = UInt32(source.count)
    return [UInt8](unsafeUninitializedCapacity: limit) { target, made in
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(limit)
      _ = inflate(&stream, Z_SYNC_FLUSH)
      made = limit - Int(stream.avail_out)
    }
  }
}

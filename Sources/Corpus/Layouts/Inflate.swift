import CZlib

/// Decompresses one zlib stream (RFC 1950); throws when it is damaged, truncated or larger than `limit` bytes.
func inflated(_ bytes: ArraySlice<UInt8>, limit: Int) throws(CorpusError) -> [UInt8] {
  var stream = z_stream()
  guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
    throw .malformedMAT(reason: "zlib can't be started")
  }
  defer { inflateEnd(&stream) }
  var input = Array(bytes)
  var output: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  let status = input.withUnsafeMutableBufferPointer { source -> Int32 in
    stream.next_in = source.baseAddress
    stream.avail_in = UInt32(clamping: source.count)
    while true {
      let (status, made) = chunk.withUnsafeMutableBufferPointer { target -> (Int32, Int) in
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        return (status, target.count - Int(stream.avail_out))
      }
      output += chunk[..<made]
      if status != Z_OK || output.count > limit { return status }
    }
  }
  guard output.count <= limit else { throw .malformedMAT(reason: "a part unpacks to more than \(limit) bytes") }
  guard status == Z_STREAM_END else { throw .malformedMAT(reason: "a compressed part is damaged or truncated") }
  return output
}

import Support

/// The bytes of a tar archive's file, unpacked where it is compressed by gzip, whatever its name says.
package enum ArchiveSource: ByteSource {
  case plain(FileSource)
  case gzip(GzipSource<FileSource>)

  /// Throws `ArchiveError.unreadable`, also for what is not a file.
  package init(_ path: String) throws(ArchiveError) {
    let start: [UInt8]
    do throws(FileError) {
      start = try RegularFile(reading: path).read(at: 0, count: 2)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    let source = try FileSource(path)
    self = start == [0x1F, 0x8B] ? .gzip(try GzipSource(source)) : .plain(source)
  }

  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    switch self {
    case .plain(let source): try source.read(into: buffer)
    case .gzip(let source): try source.read(into: buffer)
    }
  }
}

extension RegularFile {
  /// Reads a whole file, of at most `limit` bytes.
  ///
  /// Throws for whatever isn't a regular file, such as a named pipe, which Foundation's own readers would wait for.
  package static func contents(of path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    let file = try RegularFile(reading: path)
    guard file.size <= limit else {
      throw FileError(path: path, action: "read", reason: "it has \(file.size) bytes, and \(limit) are allowed")
    }
    return try file.read(at: 0, count: file.size)
  }
}

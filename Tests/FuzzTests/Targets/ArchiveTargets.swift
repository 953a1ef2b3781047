import Archives

enum ArchiveTargets {
  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    let source = MemorySource(bytes)
    return target == .gzip ? try walk(GzipSource(source)) : try walk(source)
  }

  /// Walks an archive as unpacking does, within a small budget, and writes nothing.
  private static func walk(_ source: some ByteSource) throws -> Bool {
    var reader = TarReader(source)
    var (entries, left) = (0, 1 << 22)
    while entries < 1000, let entry = try reader.next() {
      entries += 1
      precondition(entry.size >= 0 && !entry.path.isEmpty)
      guard entry.size <= left else { return true }
      left -= entry.size
      let contents = try reader.contents(limit: entry.size)
      precondition(contents.count == entry.size)
    }
    return true
  }
}

import Archives

enum ArchiveTargets {
  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    guard target == .tar else { return try walk(GzipSource(MemorySource(bytes))) }
    // A changed header fails at its sum; with the sum put right, what comes after is tried as well.
    let summed = MendedSums.tar(bytes)
    let taken = summed == bytes ? nil : try? walk(MemorySource(summed))
    return try taken ?? walk(MemorySource(bytes))
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

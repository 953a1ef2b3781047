import Foundation
import Support

/// Limits for unpacking an archive.
package struct UnpackLimits: Hashable, Sendable {
  /// Entries, 5 million by default.
  package var entries: Int
  /// Bytes of all files, 1 TiB by default.
  package var bytes: Int
  /// Bytes of one file, 1 GiB by default.
  package var file: Int

  package init(entries: Int = 5_000_000, bytes: Int = 1 << 40, file: Int = 1 << 30) {
    self.entries = entries
    self.bytes = bytes
    self.file = file
  }
}

extension TarReader {
  /// Unpacks all files into an existing folder and returns how many there were.
  ///
  /// Links, devices, absolute paths and paths with `..` are refused with `ArchiveError.refused`; nothing is ever
  /// written outside the folder, since nothing but files and folders is created. Existing files are replaced.
  ///
  /// - Parameter advance: Called with the bytes written so far, from time to time.
  package mutating func unpack(
    into folder: String, limits: UnpackLimits = UnpackLimits(), advance: (Int) -> Void = { _ in }
  ) throws -> Int {
    var (entries, files, bytes) = (0, 0, 0)
    var made: Set<String> = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while let entry = try next() {
      try Task.checkCancellation()
      entries += 1
      guard entries <= limits.entries else { throw ArchiveError.tooLarge(reason: "\(limits.entries) entries") }
      let path = try Self.safe(entry)
      switch entry.kind {
      case .folder: try Self.makeFolder(path, in: folder, made: &made)
      case .file:
        guard entry.size <= limits.file, entry.size <= limits.bytes - bytes else {
          throw ArchiveError.tooLarge(reason: "\(entry.path) has \(entry.size) bytes")
        }
        guard !path.isEmpty else { throw ArchiveError.refused(entry: entry.path, reason: "it has no name") }
        try Self.makeFolder(path.dropLast(), in: folder, made: &made)
        try write(to: "\(folder)/\(path.joined(separator: "/"))", buffer: &buffer)
        files += 1
        bytes += entry.size
        advance(bytes)
      case .link: throw ArchiveError.refused(entry: entry.path, reason: "it is a link")
      case .other: throw ArchiveError.refused(entry: entry.path, reason: "it is neither a file nor a folder")
      }
    }
    return files
  }

  private mutating func write(to path: String, buffer: inout [UInt8]) throws(ArchiveError) {
    let file = try Self.wrapping { () throws(FileError) in try RegularFile(replacing: path) }
    while true {
      let got = try buffer.withUnsafeMutableBufferPointer { (bytes) throws(ArchiveError) in
        try read(into: UnsafeMutableRawBufferPointer(bytes))
      }
      if got == 0 { break }
      try buffer.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
        try Self.wrapping { () throws(FileError) in
          try file.append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<got])))
        }
      }
    }
    try Self.wrapping { () throws(FileError) in try file.close() }
  }

  private static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(ArchiveError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw .unwritable(path: error.path, reason: error.reason)
    }
  }

  /// The parts of an entry's path that stays below the folder it is unpacked into.
  private static func safe(_ entry: TarEntry) throws(ArchiveError) -> [String] {
    let path = entry.path
    guard !path.hasPrefix("/") else { throw .refused(entry: path, reason: "its path is absolute") }
    let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
    guard !parts.contains("..") else { throw .refused(entry: path, reason: "its path leads out of the folder") }
    guard parts.count <= 32, path.utf8.count <= 2048, parts.allSatisfy({ $0.utf8.count <= 255 }) else {
      throw .refused(entry: String(path.prefix(80)), reason: "its path is too long")
    }
    return parts
  }

  private static func makeFolder(
    _ parts: some Collection<String>, in folder: String, made: inout Set<String>
  ) throws(ArchiveError) {
    var path = folder
    for part in parts {
      path += "/\(part)"
      guard made.insert(path).inserted else { continue }
      if mkdir(path, 0o755) == 0 { continue }
      let code = errno
      var status = stat()
      guard code == EEXIST, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .unwritable(path: path, reason: String(cString: strerror(code)))
      }
    }
  }
}

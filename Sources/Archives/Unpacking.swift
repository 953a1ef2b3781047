import Foundation
import Support

extension TarReader {
  /// Unpacks all files into an existing folder and returns how many there were.
  ///
  /// Symbolic links, devices, absolute paths and paths with `..` are refused with `ArchiveError.refused`; nothing is ever
  /// written outside the folder, since nothing but files, folders and hard links to files in it is created. Existing
  /// files are replaced. An archive without a single entry is `ArchiveError.truncated`.
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
      case .folder: try Self.makeFolder(path, in: folder, made: &made, limit: limits.folders)
      case .file:
        guard entry.size <= limits.file, entry.size <= limits.bytes - bytes else {
          throw ArchiveError.tooLarge(reason: "\(entry.path) has \(entry.size) bytes")
        }
        guard !path.isEmpty else { throw ArchiveError.refused(entry: entry.path, reason: "it has no name") }
        try Self.makeFolder(path.dropLast(), in: folder, made: &made, limit: limits.folders)
        try write(to: "\(folder)/\(path.joined(separator: "/"))", buffer: &buffer)
        files += 1
        bytes += entry.size
        advance(bytes)
      case .hardLink:
        let target = try Self.safe(entry, path: entry.target ?? "")
        guard !path.isEmpty, !target.isEmpty else {
          throw ArchiveError.refused(entry: entry.path, reason: "it has no name")
        }
        try Self.makeFolder(path.dropLast(), in: folder, made: &made, limit: limits.folders)
        try Self.link(
          "\(folder)/\(path.joined(separator: "/"))", to: "\(folder)/\(target.joined(separator: "/"))", entry)
        files += 1
      case .link: throw ArchiveError.refused(entry: entry.path, reason: "it is a symbolic link")
      case .other: throw ArchiveError.refused(entry: entry.path, reason: "it is neither a whole file nor a folder")
      }
    }
    guard entries > 0 else { throw ArchiveError.truncated }
    return files
  }

  private mutating func write(to path: String, buffer: inout [UInt8]) throws(ArchiveError) {
    try Self.part(path)
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
  private static func safe(_ entry: TarEntry, path: String? = nil) throws(ArchiveError) -> [String] {
    let (path, name) = (path ?? entry.path, String(entry.path.prefix(80)))
    guard !path.utf8.starts(with: "/".utf8) else { throw .refused(entry: name, reason: "its path is absolute") }
    let parts = path.pathComponents.filter { !$0.isEmpty && $0 != "." }
    guard !parts.contains("..") else { throw .refused(entry: name, reason: "its path leads out of the folder") }
    guard parts.count <= 32, path.utf8.count <= 2048, parts.allSatisfy({ $0.utf8.count <= 255 }) else {
      throw .refused(entry: name, reason: "its path is too long")
    }
    return parts
  }

  /// Makes another name for a file that was unpacked before.
  private static func link(_ path: String, to target: String, _ entry: TarEntry) throws(ArchiveError) {
    var status = stat()
    guard lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .refused(entry: entry.path, reason: "it is a link to \(entry.target ?? ""), which is not a file before it")
    }
    if path.utf8.elementsEqual(target.utf8) { return }
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
    guard Foundation.link(target, path) != 0 else { return }
    let code = errno
    // Some file systems have one name for a file.
    guard [EPERM, EMLINK, ENOTSUP, ENOSYS].contains(code) else {
      throw .unwritable(path: path, reason: SystemReason.of(code))
    }
    do {
      try FileManager.default.copyItem(atPath: target, toPath: path)
    } catch {
      throw .unwritable(path: path, reason: SystemReason.of(error))
    }
  }

  /// Frees a name whose file has others, too, which must keep their contents.
  private static func part(_ path: String) throws(ArchiveError) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1 else { return }
    guard unlink(path) == 0 else { throw .unwritable(path: path, reason: SystemReason.last) }
  }

  private static func makeFolder(
    _ parts: some Collection<String>, in folder: String, made: inout Set<String>, limit: Int
  ) throws(ArchiveError) {
    var path = folder
    for part in parts {
      path += "/\(part)"
      guard made.insert(path).inserted else { continue }
      guard made.count <= limit else { throw .tooLarge(reason: "more than \(limit) folders") }
      if mkdir(path, 0o755) == 0 { continue }
      let code = errno
      var status = stat()
      guard code == EEXIST, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .unwritable(path: path, reason: SystemReason.of(code))
      }
    }
  }
}

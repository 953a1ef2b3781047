import Foundation
import Support
import Synchronization
import Transport

/// The checksums of a folder's files as they were last read, so that unchanged files aren't read again: one line per file,
/// with size, time, inode, device and checksum. A file that changed less than two seconds before it was read isn't
/// cached: it could change again without a new timestamp.
final class ChecksumCache: Sendable {
  private struct Entry {
    let stamp: FileStamp
    let crc: CRC32C
  }

  private let path: String
  private let entries: Mutex<[ByteName: Entry]>

  /// Reads what was kept at `path`; a broken line is skipped.
  init(path: String) {
    self.path = path
    entries = Mutex(Self.read(StateFile.read(path, limit: Self.limit) ?? []))
  }

  /// Bytes of what is kept, at most: some ten million files.
  private static let limit = 1 << 30

  private static let head = Array("dogbreed-checksums 1\n".utf8)

  private static func read(_ bytes: [UInt8]) -> [ByteName: Entry] {
    guard bytes.starts(with: head) else { return [:] }
    var entries: [ByteName: Entry] = [:]
    var begin = head.count
    while begin < bytes.count, let stop = bytes[begin...].firstIndex(of: 10) {
      defer { begin = stop + 1 }
      // Five numbers in base ten, a space after each, then the name to the line's end.
      var numbers: [UInt64] = []
      var place = begin
      while numbers.count < 5, let end = bytes[place..<stop].firstIndex(of: 32) {
        guard let number = number(bytes[place..<end]) else { break }
        numbers.append(number)
        place = end + 1
      }
      guard numbers.count == 5, place < stop, numbers[0] <= UInt64(Int.max), numbers[1] <= UInt64(Int64.max),
        let crc = UInt32(exactly: numbers[4])
      else { continue }
      let stamp = FileStamp(
        device: numbers[3], inode: numbers[2], size: Int(numbers[0]), modified: Int64(numbers[1]))
      entries[ByteName(String(decoding: bytes[place..<stop], as: UTF8.self))] = Entry(stamp: stamp, crc: CRC32C(crc))
    }
    return entries
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 20 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(UInt64(digit - 48))
      if overflow || carried { return nil }
      value = sum
    }
    return value
  }

  /// The checksum of a file, which is opened and read when it isn't known.
  ///
  /// Throws `FileError`, also where the file becomes shorter meanwhile.
  func crc(of file: LocalFile, _ opening: () throws(FileError) -> RegularFile) throws(FileError) -> CRC32C {
    if let entry = entries.withLock({ $0[file.key] }), entry.stamp == file.stamp { return entry.crc }
    let open = try opening()
    let now = Date.now.timeIntervalSince1970
    guard let stamp = try? open.stamp(), let crc = try? CRC32C(of: open, offset: 0, count: stamp.size) else {
      throw FileError(path: open.path, action: "read", reason: "it shrank, or its disk is failing")
    }
    if stamp == file.stamp, Double(stamp.modified) / 1e9 < now - 2 { keep(crc, of: file) }
    return crc
  }

  /// Notes what a file is known to hold.
  func keep(_ crc: CRC32C, of file: LocalFile) {
    guard file.stamp.modified >= 0, !file.name.utf8.contains(10) else { return }
    entries.withLock { $0[file.key] = Entry(stamp: file.stamp, crc: crc) }
  }

  /// Writes what is known of `files`; the others are forgotten.
  func save(_ files: [LocalFile]) throws(CloudError) {
    var bytes = Self.head
    let entries = entries.withLock { $0 }
    for file in files {
      guard let entry = entries[file.key], entry.stamp == file.stamp else { continue }
      let stamp = entry.stamp
      bytes += Array(
        "\(stamp.size) \(stamp.modified) \(stamp.inode) \(stamp.device) \(entry.crc.value) \(file.name)\n".utf8)
    }
    try StateFile.write(bytes, to: path)
  }
}

import Foundation
import Support
import Synchronization
import Transport

/// The checksums that objects of a folder were found to have, by their tags, for stores whose listings don't tell: one line
/// per object, with its checksum, size, tag and name. An object with another tag is another one.
final class KnownTags: Sendable {
  private struct Entry {
    let crc: CRC32C
    let size: Int
    let tag: String
  }

  private let path: String
  private let entries: Mutex<[ByteName: Entry]>

  /// Bytes of what is kept, at most: some ten million objects.
  private static let limit = 1 << 30

  private static let head = Array("dogbreed-tags 1\n".utf8)

  /// Reads what was kept at `path`; a broken line is skipped.
  init(path: String) {
    self.path = path
    entries = Mutex(Self.read(StateFile.read(path, limit: Self.limit) ?? []))
  }

  private static func read(_ bytes: [UInt8]) -> [ByteName: Entry] {
    guard bytes.starts(with: head) else { return [:] }
    var entries: [ByteName: Entry] = [:]
    for line in bytes.dropFirst(head.count).split(separator: 10) {
      let words = line.split(separator: 32, maxSplits: 3, omittingEmptySubsequences: false)
      guard words.count == 4, let crc = UInt32(String(decoding: words[0], as: UTF8.self)),
        let size = Int(String(decoding: words[1], as: UTF8.self))
      else { continue }
      let tag = String(decoding: words[2], as: UTF8.self)
      entries[ByteName(String(decoding: words[3], as: UTF8.self))] = Entry(crc: CRC32C(crc), size: size, tag: tag)
    }
    return entries
  }

  /// The object with its checksum where that is known.
  func completed(_ object: StoredObject) -> StoredObject {
    guard object.crc == nil, let entry = entries.withLock({ $0[ByteName(object.name)] }), entry.tag == object.tag,
      entry.size == object.size
    else { return object }
    return object.with(entry.crc)
  }

  /// Notes what an object is known to hold.
  func keep(_ object: StoredObject) {
    guard let crc = object.crc, let tag = object.tag, !object.name.utf8.contains(10),
      tag.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    else { return }
    entries.withLock { $0[ByteName(object.name)] = Entry(crc: crc, size: object.size, tag: tag) }
  }

  /// Writes what is known. Throws `CloudError`.
  func save() throws(CloudError) {
    let entries = entries.withLock { $0 }
    if entries.isEmpty { return }
    var bytes = Self.head
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      bytes += Array("\(entry.crc.value) \(entry.size) \(entry.tag) \(name)\n".utf8)
    }
    try StateFile.write(bytes, to: path)
  }
}

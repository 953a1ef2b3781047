import Foundation
import Support

/// The feature cache: one append-only file of fixed-size records, so that a kill at any moment loses at most the last
/// one.
///
/// A record is the key (32 bytes), the first 8 bytes of SHA-256 over key and values, and `width` little-endian 32-bit
/// floats. One process at a time
/// writes; others read the existing rows and keep their own new rows in memory.
package actor FeatureStore {
  /// Features of a row.
  package nonisolated let width: Int
  /// The rows' location.
  package nonisolated let file: URL
  private let open: RegularFile
  /// Whether new rows are written: false while another process holds the cache.
  package nonisolated let isWritable: Bool
  /// How many rows were dropped because one of them, or one before them, was damaged.
  package nonisolated let lost: Int
  private var rows: [FeatureKey: [Float]] = [:]
  private var pending: [UInt8] = []

  private static let magic = Array("dogbreed features 2\n".utf8)
  private static let headerLength = 32

  /// Opens or makes `<folder>/<name>.features`; a torn or damaged tail is truncated.
  ///
  /// `writes` says whether to keep new rows on disk if no other process does.
  /// Throws `TrainingError.cache` when the folder or file can't be used.
  package init(folder: URL, name: String, width: Int, writes: Bool = true) throws(TrainingError) {
    self.width = width
    file = folder.appending(path: "\(name).features")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cache(file: folder.path, reason: SystemReason.of(error))
    }
    do throws(FileError) {
      open = try RegularFile(updating: file.path)
      isWritable = writes ? (try? open.tryLock()) ?? false : false
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
    let found: Loaded
    do throws(FileError) {
      found = try Self.load(open, width: width)
      if isWritable { try open.resize(to: found.goodLength) }
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
    rows = found.rows
    lost = found.lost
    if isWritable, found.goodLength == 0 { pending = Self.header(width: width) }
  }

  /// How many rows there are.
  package var count: Int { rows.count }

  /// Returns a row; nil where none was stored.
  package func features(for key: FeatureKey) -> [Float]? { rows[key] }

  /// Stores a row; it is on disk after the next `flush`, which happens automatically every megabyte.
  package func insert(_ features: [Float], for key: FeatureKey) throws(TrainingError) {
    guard features.count == width, rows.updateValue(features, forKey: key) == nil, isWritable else { return }
    pending += Self.record(key, features)
    if pending.count > 1 << 20 { try flush() }
  }

  /// Writes what is new to the disk. Throws `TrainingError.cache`.
  package func flush() throws(TrainingError) {
    defer { pending = [] }
    do throws(FileError) {
      try pending.withUnsafeBytes { bytes in
        Result { () throws(FileError) in try open.append(bytes) }
      }.get()
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
  }

  private struct Loaded {
    var rows: [FeatureKey: [Float]] = [:]
    var goodLength = 0
    var lost = 0
  }

  /// Reads, and never maps, the rows: the process that writes may cut the file off.
  private static func load(_ file: RegularFile, width: Int) throws(FileError) -> Loaded {
    var loaded = Loaded()
    let length = recordLength(width)
    guard try file.read(at: 0, count: headerLength) == header(width: width) else { return loaded }
    loaded.goodLength = headerLength
    loaded.rows.reserveCapacity(max(0, file.size - headerLength) / length)
    while true {
      let bytes = try file.read(at: loaded.goodLength, count: max(1, (1 << 20) / length) * length)
      let read = bytes.withUnsafeBytes { parse($0, width: width, into: &loaded.rows) }
      loaded.goodLength += read * length
      if read == 0 || read < bytes.count / length { break }
    }
    // What is shorter than a record is the rest of a killed run, and no damage.
    loaded.lost = max(0, file.size - loaded.goodLength) / length
    return loaded
  }

  /// Takes records up to the first damaged or unfinished one, and returns how many there were.
  private static func parse(_ bytes: UnsafeRawBufferPointer, width: Int, into rows: inout [FeatureKey: [Float]]) -> Int
  {
    let length = recordLength(width)
    for number in 0..<(bytes.count / length) {
      let record = UnsafeRawBufferPointer(rebasing: bytes[(number * length)..<((number + 1) * length)])
      let key = UnsafeRawBufferPointer(rebasing: record[..<FeatureKey.length])
      let payload = UnsafeRawBufferPointer(rebasing: record[(FeatureKey.length + checksumLength)...])
      let stated = record[FeatureKey.length...].prefix(checksumLength)
      guard stated.elementsEqual(checksum(key, payload)) else { return number }
      rows[FeatureKey(bytes: Array(key))] = [Float](unsafeUninitializedCapacity: width) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: payload)
        count = width
      }
    }
    return bytes.count / length
  }

  private static let checksumLength = 8

  private static func recordLength(_ width: Int) -> Int { FeatureKey.length + checksumLength + width * 4 }

  private static func header(width: Int) -> [UInt8] {
    let filled = magic + withUnsafeBytes(of: UInt32(width).littleEndian, Array.init)
    return filled + Array(repeating: 0, count: headerLength - filled.count)
  }

  private static func record(_ key: FeatureKey, _ features: [Float]) -> [UInt8] {
    features.withUnsafeBytes { payload in
      key.bytes + key.bytes.withUnsafeBytes { checksum($0, payload) } + payload
    }
  }

  /// Of the key too: a row under another's key would be right by itself.
  private static func checksum(_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bufferPointer: key)
    hasher.update(bufferPointer: payload)
    return Array(hasher.finalize().prefix(checksumLength))
  }
}

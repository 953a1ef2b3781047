import Foundation
import Support

/// The feature cache: one append-only file of fixed-size records, so that a kill at any moment loses at most the last
/// one.
///
/// A record is the key (32 bytes), a checksum (8 bytes) and `width` little-endian 32-bit floats. One process at a time
/// writes; others read the existing rows and keep their own new rows in memory.
package actor FeatureStore {
  package nonisolated let width: Int
  package nonisolated let file: URL
  private let open: RegularFile
  /// Whether new rows are written: false while another process holds the cache.
  package nonisolated let isWritable: Bool
  private var rows: [FeatureKey: [Float]] = [:]
  private var pending: [UInt8] = []

  private static let magic = Array("dogbreed features 1\n".utf8)
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
      throw .cache(file: folder.path, reason: error.localizedDescription)
    }
    do throws(FileError) {
      open = try RegularFile(updating: file.path)
      isWritable = writes ? (try? open.tryLock()) ?? false : false
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
    let found: Loaded
    do {
      found = try Self.load(file, width: width)
      if isWritable { try open.resize(to: found.goodLength) }
    } catch let error as FileError {
      throw .cache(file: error.path, reason: error.reason)
    } catch {
      throw .cache(file: file.path, reason: error.localizedDescription)
    }
    rows = found.rows
    if isWritable, found.goodLength == 0 { pending = Self.header(width: width) }
  }

  package var count: Int { rows.count }

  package func features(for key: FeatureKey) -> [Float]? { rows[key] }

  /// Stores a row; it is on disk after the next `flush`, which happens automatically every megabyte.
  package func insert(_ features: [Float], for key: FeatureKey) throws(TrainingError) {
    guard features.count == width, rows.updateValue(features, forKey: key) == nil, isWritable else { return }
    pending += Self.record(key, features)
    if pending.count > 1 << 20 { try flush() }
  }

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
  }

  private static func load(_ file: URL, width: Int) throws -> Loaded {
    var loaded = Loaded()
    let data = try Data(contentsOf: file, options: .mappedIfSafe)
    let length = recordLength(width)
    guard data.prefix(headerLength).elementsEqual(header(width: width)) else { return loaded }
    loaded.goodLength = headerLength
    loaded.rows.reserveCapacity((data.count - headerLength) / length)
    data.withUnsafeBytes { bytes in
      while loaded.goodLength + length <= bytes.count {
        let record = UnsafeRawBufferPointer(rebasing: bytes[loaded.goodLength..<(loaded.goodLength + length)])
        let payload = UnsafeRawBufferPointer(rebasing: record[(FeatureKey.length + 8)...])
        let stated = record.loadUnaligned(fromByteOffset: FeatureKey.length, as: UInt64.self)
        guard checksum(payload) == UInt64(littleEndian: stated) else { break }
        let features = [Float](unsafeUninitializedCapacity: width) { buffer, count in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(from: payload)
          count = width
        }
        loaded.rows[FeatureKey(bytes: Array(record[..<FeatureKey.length]))] = features
        loaded.goodLength += length
      }
    }
    return loaded
  }

  private static func recordLength(_ width: Int) -> Int { FeatureKey.length + 8 + width * 4 }

  private static func header(width: Int) -> [UInt8] {
    let filled = magic + withUnsafeBytes(of: UInt32(width).littleEndian, Array.init)
    return filled + Array(repeating: 0, count: headerLength - filled.count)
  }

  private static func record(_ key: FeatureKey, _ features: [Float]) -> [UInt8] {
    features.withUnsafeBytes { payload in
      key.bytes + withUnsafeBytes(of: checksum(payload).littleEndian, Array.init) + payload
    }
  }

  /// FNV-1a over 32-bit words: it detects torn records, which is all it needs to do.
  private static func checksum(_ payload: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for word in payload.bindMemory(to: UInt32.self) { sum = (sum ^ UInt64(word)) &* 0x100_0000_01B3 }
    return sum
  }
}

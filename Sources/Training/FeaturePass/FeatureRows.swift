import Foundation
import Support
import Synchronization

/// Rows of features on disk, read by their places whenever they are needed; the system keeps in memory what it has room for.
///
/// Rows are read and never mapped: a file that is cut off by another process is then an error here, and no signal.
package final class FeatureRows: Sendable {
  /// Features of a row.
  package let width: Int
  let record: FeatureRecord
  /// How many rows the cache's own file may hold; places from there on are those of the other file.
  let kept: Int
  /// The cache's own file.
  private let file: RegularFile
  /// A file without a name, for the rows that the cache doesn't keep.
  private let aside: RegularFile

  /// - Parameters:
  ///   - kept: How many rows the file may hold; `Int.max` where all new ones go there.
  ///   - aside: Where rows that aren't kept go.
  init(width: Int, file: RegularFile, kept: Int, aside: RegularFile) {
    (self.width, self.file, self.kept, self.aside) = (width, file, kept, aside)
    record = FeatureRecord(width: width)
  }

  /// Rows that are read at once.
  private static let most = 64

  /// Fills a buffer with rows, one after the other in the order of their places; neighbouring ones are read at once.
  ///
  /// Throws `TrainingError.cache` where a file can't be read, or has become shorter.
  func read(_ places: ArraySlice<UInt32>, into buffer: UnsafeMutableBufferPointer<Float>) throws(TrainingError) {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.most * record.length, alignment: 16)
    defer { scratch.deallocate() }
    var (next, done) = (places.startIndex, 0)
    while next < places.endIndex {
      let first = Int(places[next])
      var count = 1
      while count < Self.most, next + count < places.endIndex, Int(places[next + count]) == first + count,
        first >= kept || first + count < kept
      {
        count += 1
      }
      try read(first, count, into: scratch)
      for row in 0..<count {
        let start = row * record.length + FeatureRecord.valuesOffset
        let values = UnsafeRawBufferPointer(rebasing: scratch[start..<(start + width * 4)])
        let target = UnsafeMutableBufferPointer(rebasing: buffer[(done * width)..<((done + 1) * width)])
        UnsafeMutableRawBufferPointer(target).copyMemory(from: values)
        done += 1
      }
      next += count
    }
  }

  /// Writes records, the first of them to a place; all go to one of the files.
  ///
  /// Throws `TrainingError.cache`.
  func write(_ records: [UInt8], at first: Int) throws(TrainingError) {
    do throws(FileError) {
      try (first < kept ? file : aside).write(records, at: record.offset(of: first < kept ? first : first - kept))
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
  }

  private func read(_ first: Int, _ count: Int, into scratch: UnsafeMutableRawBufferPointer) throws(TrainingError) {
    let source = first < kept ? file : aside
    let wanted = UnsafeMutableRawBufferPointer(rebasing: scratch[..<(count * record.length)])
    do throws(FileError) {
      let offset = record.offset(of: first < kept ? first : first - kept)
      guard try source.read(at: offset, into: wanted) == wanted.count else {
        throw FileError(path: source.path, action: "read", reason: "it became shorter while it was used")
      }
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
  }
}

extension RegularFile {
  /// A new file for reading and writing that is removed with its last user, however that ends.
  static func nameless(in folder: URL) throws(FileError) -> RegularFile {
    let path = folder.appending(path: ".\(UUID().uuidString)").path
    let file = try RegularFile(updating: path, permissions: .readableByOwner)
    unlink(path)
    return file
  }
}

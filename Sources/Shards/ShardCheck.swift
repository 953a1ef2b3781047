import Archives
import Corpus
import Foundation
import Support

/// Checks a shard against its record and its index.
struct ShardCheck: Sendable {
  let root: String
  let manifest: ShardManifest

  /// What is wrong with a shard; nil if nothing is.
  func problem(with record: ShardRecord) -> Problem? {
    let path = "\(root)/\(record.file)"
    do {
      try record.checkSize(of: path)
      let index = try ShardIndex(of: record, in: root, classes: manifest.classes.count)
      let source = HashingSource(try FileSource(path))
      let isTold = try tells(index, source)
      guard try source.finish() == record.sha256 else {
        throw CorpusError.damagedShards(file: path, reason: "its SHA-256 is not the one in the manifest")
      }
      guard isTold else {
        throw CorpusError.damagedShards(file: path, reason: "its index does not tell what is in it")
      }
      return nil
    } catch let error as CorpusError {
      return Problem(file: path, reason: "\(error)")
    } catch {
      let damaged = CorpusError.damagedShards(file: path, reason: "\(error)".trimmingCharacters(in: ["."]))
      return Problem(file: path, reason: "\(damaged)")
    }
  }

  /// Whether the index lists the shard's images and their positions, in order.
  private func tells(_ index: ShardIndex, _ source: HashingSource) throws -> Bool {
    let ending = ".\(manifest.preprocessing.format.fileExtension)"
    var tar = TarReader(source)
    var entries = index.entries[...]
    do {
      while let entry = try tar.next() {
        guard entry.path.hasSuffix(ending) else { continue }
        guard let told = entries.popFirst(), told.key + ending == entry.path, Int(told.span.offset) == entry.offset,
          Int(told.span.length) == entry.size
        else { return false }
      }
    } catch ArchiveError.damaged {
      // A changed header: the hash check reports it better.
      return false
    }
    return entries.isEmpty
  }
}

/// Hashes what is read through it.
final class HashingSource: ByteSource {
  private var source: FileSource
  private var hasher = SHA256()

  init(_ source: FileSource) { self.source = source }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    let got = try source.read(into: buffer)
    hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    return got
  }

  /// Reads the rest and returns the SHA-256 of everything.
  func finish() throws(ArchiveError) -> String {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while try read(into: buffer) > 0 {}
    return hasher.finalize().hexadecimal
  }
}

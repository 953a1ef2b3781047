import Foundation
import Imaging
import Support

/// What a shard's index says: for each image its key, class and place, in the shard's order.
///
/// A text file of tab-separated lines under the heading `key class offset length crc32 sha256`: the class's index in the
/// manifest, bytes from the shard's start, bytes, and CRC-32 and SHA-256 of these as hexadecimal digits. Indices of earlier
/// versions end with the CRC-32.
package struct ShardIndex: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// The sample's name in the shard.
    package let key: String
    /// The class's index in the manifest.
    package let classIndex: Int
    /// The position of the image's bytes.
    package let span: Span
    /// SHA-256 of the image's bytes; nil in an index that doesn't tell.
    package let digest: SHA256Digest?

    package init(key: String, classIndex: Int, span: Span, digest: SHA256Digest? = nil) {
      (self.key, self.classIndex, self.span, self.digest) = (key, classIndex, span, digest)
    }
  }

  /// What every index begins with.
  static let heading = "key\tclass\toffset\tlength\tcrc32"
  private static let digestHeading = "\tsha256"
  static let sizeLimit = 1 << 30

  /// The images in the shard's order.
  package var entries: [Entry]

  package init(entries: [Entry] = []) { self.entries = entries }

  /// Each image's SHA-256; nil where the index doesn't tell.
  package var digests: [SHA256Digest]? {
    let told = entries.compactMap(\.digest)
    return told.count == entries.count ? told : nil
  }

  /// The file's bytes.
  package var text: [UInt8] {
    let hasDigests = digests != nil
    var text = Array((Self.heading + (hasDigests ? Self.digestHeading : "") + "\n").utf8)
    for entry in entries {
      let span = entry.span
      text += "\(entry.key)\t\(entry.classIndex)\t\(span.offset)\t\(span.length)\t\(span.checksum.hexadecimal)".utf8
      if hasDigests, let digest = entry.digest { text += "\t\(digest.hexadecimal)".utf8 }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// Whether the index of a shard tells its images' hashes, by its first line; false for one that can't be read.
  package static func tellsDigests(of record: ShardRecord, in root: String) -> Bool {
    let first = Array((heading + digestHeading + "\n").utf8)
    return (try? RegularFile(reading: "\(root)/\(record.index)").read(at: 0, count: first.count)) == first
  }

  /// Reads the index of a shard and checks it against the manifest's record.
  ///
  /// Throws `CorpusError.damagedShards`.
  package init(of record: ShardRecord, in root: String, classes: Int) throws(CorpusError) {
    let file = "\(root)/\(record.index)"
    let bytes: [UInt8]
    do {
      bytes = try ImageFile.read(file, limits: Limits(bytes: Self.sizeLimit))
    } catch {
      throw .damagedShards(file: file, reason: "it can't be read")
    }
    guard SHA256.hash(data: bytes).hexadecimal == record.indexSHA256 else {
      throw .damagedShards(file: file, reason: "its SHA-256 is not the one in the manifest")
    }
    try self.init(bytes, file: file)
    for entry in entries {
      guard entry.classIndex < classes else {
        throw .damagedShards(file: file, reason: "it names a class that the manifest doesn't have")
      }
      guard entry.span.offset <= UInt64(record.bytes), UInt64(entry.span.length) <= UInt64(record.bytes) else {
        throw .damagedShards(file: file, reason: "it names a place outside the shard")
      }
    }
    guard entries.count == record.samples else {
      throw .damagedShards(file: file, reason: "it has \(entries.count) lines, not \(record.samples)")
    }
  }

  /// Reads an index from bytes; `file` is its name in errors.
  package init(_ bytes: [UInt8], file: String) throws(CorpusError) {
    let newline = UInt8(ascii: "\n")
    let first = String(decoding: bytes.prefix { $0 != newline }, as: UTF8.self)
    let hasDigests = first == Self.heading + Self.digestHeading
    guard hasDigests || first == Self.heading, bytes.last == newline,
      let text = String(validating: bytes, as: UTF8.self)
    else { throw .damagedShards(file: file, reason: "it is not a shard index") }
    entries = []
    for (number, line) in text.utf8.split(separator: newline).enumerated().dropFirst() {
      guard let entry = Self.entry(line, hasDigest: hasDigests) else {
        throw .damagedShards(file: file, reason: "line \(number + 1) can't be read")
      }
      entries.append(entry)
    }
  }

  private static func entry(_ line: Substring.UTF8View, hasDigest: Bool) -> Entry? {
    let fields = Substring(line).split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == (hasDigest ? 6 : 5), ShardKey.parts(fields[0]) != nil, let classIndex = Int(fields[1]),
      classIndex >= 0,
      let offset = UInt64(fields[2]), let length = UInt32(fields[3]), fields[4].utf8.count == 8,
      let checksum = UInt32(fields[4], radix: 16)
    else { return nil }
    let digest = hasDigest ? SHA256Digest(hexadecimal: fields[5]) : nil
    if hasDigest, digest == nil { return nil }
    let span = Span(offset: offset, length: length, checksum: checksum)
    return Entry(key: String(fields[0]), classIndex: classIndex, span: span, digest: digest)
  }
}

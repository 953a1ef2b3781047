import Archives
import Corpus
import Foundation
import Support

/// Writes one shard and its index, sample after sample.
final class ShardWriter {
  private let folder: ShardFolder
  private let name: String
  private let split: Split
  private let first: Int
  private let fileExtension: String
  private let tar: FileWriter
  private var index = ShardIndex()
  private var tried = 0
  private var source = SourceDigest()
  private var pixels = PixelSums()
  private var problems: [Problem] = []

  /// - Parameter first: The place of the first sample in its part's order.
  init(
    _ name: String, in folder: ShardFolder, split: Split, first: Int, fileExtension: String
  ) throws(ShardError) {
    self.name = name
    self.folder = folder
    self.split = split
    self.first = first
    self.fileExtension = fileExtension
    tar = try FileWriter(folder.path(name + ".tar"), by: folder.temporary(name + ".tar"))
  }

  /// Bytes so far.
  var count: Int { tar.count }

  /// Adds what became of a sample; `classID` is its class's.
  func add(_ made: MadeSample, classID: String) throws(ShardError) {
    tried += 1
    source.add(made.planned, classID: classID, digest: made.digest)
    switch made.outcome {
    case .problem(let reason): problems.append(Problem(file: made.planned.sample.name, reason: reason))
    case .made(let image, let json, let sums):
      let offset = try add("\(made.planned.key).\(fileExtension)", image)
      _ = try add("\(made.planned.key).json", json)
      index.entries.append(
        ShardIndex.Entry(
          key: made.planned.key, classIndex: made.planned.sample.classIndex,
          span: Span(
            offset: UInt64(offset), length: UInt32(clamping: image.count), checksum: Span.checksum(of: image)),
          digest: SHA256.hash(data: image)))
      pixels.add(sums)
    }
  }

  /// Two empty blocks end an archive.
  static let trailer = 2 * TarHeader.block

  /// Moves the shard, its index and its record into place; a shard without images leaves only its record.
  func finish() throws(ShardError) -> ShardPiece {
    guard !index.entries.isEmpty else {
      tar.discard()
      return ShardPiece(record: nil, tried: tried, source: source.hex, problems: problems)
    }
    try tar.write([UInt8](repeating: 0, count: Self.trailer))
    let bytes = tar.count
    let sha256 = try tar.finish()
    let indexSHA256 = try FileWriter.write(
      index.text, to: folder.path(name + ".tsv"), by: folder.temporary(name + ".tsv"))
    let record = ShardRecord(
      file: name + ".tar", split: split, samples: index.entries.count, bytes: bytes, sha256: sha256,
      indexSHA256: indexSHA256, first: first, tried: tried, source: source.hex, pixels: pixels, problems: problems)
    try folder.keep(record)
    return ShardPiece(record: record, tried: tried, source: record.source, problems: problems)
  }

  /// Adds a file and returns the offset of its contents.
  private func add(_ name: String, _ contents: [UInt8]) throws(ShardError) -> Int {
    guard let header = TarHeader.file(name: name, size: contents.count) else {
      throw .unwritable(path: folder.path(self.name + ".tar"), reason: "the name \(name) is too long for an archive")
    }
    try tar.write(header)
    let offset = tar.count
    try tar.write(contents)
    try tar.write([UInt8](repeating: 0, count: TarHeader.padding(contents.count)))
    return offset
  }
}

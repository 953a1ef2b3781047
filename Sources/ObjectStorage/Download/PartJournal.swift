import Foundation
import Support
import Synchronization
import Transport

/// Which blocks of a download are on disk, with their checksums, one per line, appended as they arrive. A torn last
/// line is ignored; a block counts only if its bytes on disk still have that checksum.
final class PartJournal: Sendable {
  struct Header: Codable, Equatable {
    let generation: Int64
    let size: Int
    let block: Int
  }

  private struct State {
    var blocks: [Int: UInt32]
    var end: Int
  }

  private let file: RegularFile
  private let state: Mutex<State>
  let header: Header

  /// Reads a download's journal; one of another object, or a broken one, begins again.
  init(of download: ResumableFile, header: Header) throws(CloudError) {
    self.header = header
    let part = download.part
    let file = try CloudError.wrapping { () throws(FileError) in try download.folder.openPart(download.noteName) }
    self.file = file
    var blocks: [Int: UInt32] = [:]
    var end = 0
    if file.size <= Self.limit(header), part.size == header.size {
      let bytes = try CloudError.wrapping { () throws(FileError) in try file.read(at: 0, count: file.size) }
      (blocks, end) = Self.read(bytes, header: header)
      for (number, crc) in blocks
      where try CRC32C(of: part, offset: number * header.block, count: Self.count(number, header)).value != crc {
        blocks[number] = nil
      }
    }
    state = Mutex(State(blocks: blocks, end: end))
    try CloudError.wrapping { () throws(FileError) in try file.resize(to: end) }
    if end == 0 {
      try append(Self.line(header))
      try CloudError.wrapping { () throws(FileError) in
        try part.resize(to: 0)
        try part.resize(to: header.size)
      }
    }
  }

  /// The blocks that a journal's bytes name, and where its last whole line ends; nothing for another download's
  /// journal.
  static func read(_ bytes: [UInt8], header: Header) -> (blocks: [Int: UInt32], end: Int) {
    let first = line(header)
    guard bytes.starts(with: first) else { return ([:], 0) }
    var blocks: [Int: UInt32] = [:]
    var end = first.count
    while let stop = bytes[end...].firstIndex(of: 10) {
      let words = String(decoding: bytes[end..<stop], as: UTF8.self).split(separator: " ")
      guard words.count == 2, let number = Int(words[0]), let crc = UInt32(words[1], radix: 16), number >= 0,
        number < blockCount(header)
      else { break }
      blocks[number] = crc
      end = stop + 1
    }
    return (blocks, end)
  }

  private static func line(_ header: Header) -> [UInt8] {
    Array("dogbreed-part 1 \(header.generation) \(header.size) \(header.block)\n".utf8)
  }

  /// Bytes that a download's journal can have: each block's line several times, as blocks that were damaged come again.
  static func limit(_ header: Header) -> Int {
    let number = String(blockCount(header)).utf8.count
    return line(header).count + 8 * blockCount(header) * (number + " ffffffff\n".utf8.count)
  }

  private static func blockCount(_ header: Header) -> Int { (header.size + header.block - 1) / header.block }

  static func count(_ number: Int, _ header: Header) -> Int {
    min(header.block, header.size - number * header.block)
  }

  private func append(_ bytes: [UInt8]) throws(CloudError) {
    let place = state.withLock { state in
      defer { state.end += bytes.count }
      return state.end
    }
    try CloudError.wrapping { () throws(FileError) in try file.write(bytes, at: place) }
  }

  /// A block is on the disk.
  func add(_ number: Int, _ crc: CRC32C) throws(CloudError) {
    state.withLock { $0.blocks[number] = crc.value }
    try append(Array("\(number) \(String(crc.value, radix: 16))\n".utf8))
  }

  /// Bytes that are there.
  var present: Int { state.withLock { $0.blocks.keys.reduce(0) { $0 + Self.count($1, header) } } }

  /// Runs of blocks that are missing, as ranges of bytes of at most `limit` bytes.
  func missing(limit: Int) -> [Range<Int>] {
    let blocks = state.withLock { $0.blocks }
    var runs: [Range<Int>] = []
    for number in 0..<Self.blockCount(header) where blocks[number] == nil {
      let begin = number * header.block
      let end = begin + Self.count(number, header)
      if let last = runs.last, last.upperBound == begin, last.count + header.block <= limit {
        runs[runs.count - 1] = last.lowerBound..<end
      } else {
        runs.append(begin..<end)
      }
    }
    return runs
  }

  /// The checksum of the whole; nil while a block is missing.
  var whole: CRC32C? {
    let blocks = state.withLock { $0.blocks }
    var whole = CRC32C()
    for number in 0..<Self.blockCount(header) {
      guard let crc = blocks[number] else { return nil }
      whole = whole.followed(by: CRC32C(crc), count: Self.count(number, header))
    }
    return whole
  }
}

import Corpus
import Foundation
import Support

/// A file of answers that grows line by line; whenever it ends, its whole lines are whole answers.
final class AnswerFile {
  /// A record longer than this is not an answer.
  static let longest = 1 << 20

  private let file: RegularFile
  private let format: AnswerFormat
  private let model: String
  /// The images that were answered before.
  private(set) var answered = AnsweredNames()
  private(set) var failures = 0

  /// Opens `path` for this run alone.
  ///
  /// A file with content is refused without `resume`; with it, a line that a killed run began is cut off. Throws
  /// `AnswerFileError`, also where the file isn't this program's or is of another model, and `FileError`.
  init(_ path: String, format: AnswerFormat, model: String, resume: Bool) throws {
    (self.format, self.model) = (format, model)
    file = try RegularFile(updating: path)
    guard try file.tryLock() else { throw AnswerFileError.busy(path) }
    if file.size == 0 {
      try append(format.header)
      return
    }
    guard resume else { throw AnswerFileError.exists(path) }
    let end = try scan()
    if end < file.size { try file.resize(to: end) }
    if end == 0 { try append(format.header) }
  }

  func append(_ row: AnswerRow) throws {
    if row.error != nil { failures += 1 }
    try append(format.line(row))
  }

  private func append(_ text: String) throws {
    var text = text
    try text.withUTF8 { try file.append(UnsafeRawBufferPointer($0)) }
  }

  /// Remembers every whole answer, and returns where the last one ends, with the file's position there.
  private func scan() throws -> Int {
    var (record, end, offset, isFirst) = ([UInt8](), 0, 0, true)
    var isQuoted = false
    let quote: UInt8? = format == .jsonLines ? nil : UInt8(ascii: "\"")
    var failure: (any Error)?
    try file.readPieces { piece in
      guard failure == nil else { return }
      for byte in piece {
        record.append(byte)
        offset += 1
        if byte == quote { isQuoted.toggle() }
        guard byte == UInt8(ascii: "\n"), !isQuoted else { continue }
        do {
          try remember(record, isFirst: isFirst)
        } catch {
          failure = error
          return
        }
        (end, isFirst) = (offset, false)
        record.removeAll(keepingCapacity: true)
      }
      if record.count > Self.longest { failure = AnswerFileError.foreign(file.path) }
    }
    if let failure { throw failure }
    // What there is of a first line must be ours, too.
    if isFirst, !format.begins(record) { throw AnswerFileError.foreign(file.path) }
    return end
  }

  private func remember(_ record: [UInt8], isFirst: Bool) throws {
    switch format {
    case .csv, .suggestions:
      if isFirst {
        guard record == Array(format.header.utf8) else { throw AnswerFileError.foreign(file.path) }
        return
      }
      var reader = try CSVReader(bytes: record, file: file.path)
      guard let fields = try reader.next(), fields.count > 2 else { throw AnswerFileError.foreign(file.path) }
      try remember(fields[0], model: fields[1], isFailure: fields.last?.isEmpty == false)
    case .jsonLines:
      guard let row = try? JSONDecoder().decode(AnswerRow.self, from: Data(record)) else {
        throw AnswerFileError.foreign(file.path)
      }
      try remember(row.file, model: row.model, isFailure: row.error != nil)
    }
  }

  private func remember(_ name: String, model: String, isFailure: Bool) throws {
    guard model == self.model else { throw AnswerFileError.otherModel(file.path, theirs: model, ours: self.model) }
    answered.insert(name)
    if isFailure { failures += 1 }
  }
}

/// Names of images that were answered already: a hash of each, since a million names would take a hundred megabytes.
struct AnsweredNames: Sendable {
  private var hashes: Set<Int> = []

  var count: Int { hashes.count }

  func contains(_ name: String) -> Bool { !hashes.isEmpty && hashes.contains(Self.hash(name)) }

  mutating func insert(_ name: String) { hashes.insert(Self.hash(name)) }

  /// Compared by bytes: names that only differ in composition are different.
  private static func hash(_ name: String) -> Int {
    var hasher = Hasher()
    for byte in name.utf8 { hasher.combine(byte) }
    return hasher.finalize()
  }
}

extension AnswerFormat {
  /// Whether these bytes can be the beginning of a file in this format.
  fileprivate func begins(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .csv, .suggestions: header.utf8.starts(with: bytes)
    case .jsonLines: ["{\"file\":", "{\"error\":"].contains { $0.utf8.starts(with: bytes.prefix($0.utf8.count)) }
    }
  }
}

/// Why answers can't be written to a file.
enum AnswerFileError: Error, Hashable, CustomStringConvertible {
  case busy(String)
  case exists(String)
  case foreign(String)
  case format(String)
  case otherModel(String, theirs: String, ours: String)

  var description: String {
    switch self {
    case .busy(let path): "\(path) is being written by another run."
    case .exists(let path): "\(path) exists; add --resume to continue it, or name another file."
    case .foreign(let path):
      "\(path) can't be resumed: it doesn't hold this program's answers with the same --top; name another file."
    case .format(let path): "\(path) is neither a .csv nor a .jsonl file; --out needs one of the two."
    case .otherModel(let path, let theirs, let ours):
      "\(path) holds answers of \(theirs), and this run's are of \(ours): another model, or other --looks, "
        + "--classes, --priors, --top, --neighbours or --strict; name another file."
    }
  }
}

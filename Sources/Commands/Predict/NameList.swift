import Foundation
import Imaging
import Support
import Synchronization

/// Names of files from a text file or standard input, read as they are needed: one per line, or ended by NUL bytes as
/// `find -print0` writes them.
final class NameList: Sendable {
  /// A longer name is not a path.
  static let longest = 1 << 16

  private struct State {
    let file: RegularFile?
    var buffer: [UInt8] = []
    var start = 0
    var isOver = false
    var isFirst = true
    var terminator = UInt8(ascii: "\n")
  }

  /// Where the names come from, for messages.
  let source: String
  private let state: Mutex<State>
  /// Reading may wait for another program, which must not hold a thread of Swift's pool.
  private let queue = DispatchQueue(label: "names")

  /// Opens a file; `-` is standard input. Throws `FileError`.
  init(_ source: String) throws {
    self.source = source == "-" ? "standard input" : source
    let file = source == "-" ? nil : try RegularFile(reading: source)
    state = Mutex(State(file: file))
  }

  /// The next name that isn't empty, with what can't be read replaced; nil at the end.
  ///
  /// Throws `NameListError`, `FileError`, and `CancellationError` also while it waits for input.
  func next() async throws -> (name: String, isText: Bool)? {
    let waiting = Mutex<CheckedContinuation<[UInt8]?, any Error>?>(nil)
    let bytes = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiting.withLock { $0 = continuation }
        queue.async {
          let result = Result { try self.state.withLock { try Self.name(&$0, self.source) } }
          waiting.withLock { $0.take() }?.resume(with: result)
        }
        if Task.isCancelled { waiting.withLock { $0.take() }?.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      waiting.withLock { $0.take() }?.resume(throwing: CancellationError())
    }
    guard let bytes else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return (String(decoding: bytes, as: UTF8.self), false)
    }
    return (text, true)
  }

  private static func name(_ state: inout State, _ source: String) throws -> [UInt8]? {
    while let name = try line(&state, source) {
      if !name.isEmpty { return Array(name) }
    }
    return nil
  }

  private static func line(_ state: inout State, _ source: String) throws -> ArraySlice<UInt8>? {
    var searched = state.start
    while true {
      if let end = state.buffer[searched...].firstIndex(of: state.terminator) {
        defer { state.start = end + 1 }
        let name = state.buffer[state.start..<end]
        return state.terminator == 0 || name.last != UInt8(ascii: "\r") ? name : name.dropLast()
      }
      if state.isOver {
        let rest = state.buffer[state.start...]
        state.start = state.buffer.count
        return rest.isEmpty ? nil : rest.last == UInt8(ascii: "\r") ? rest.dropLast() : rest
      }
      guard state.buffer.count - state.start <= longest else { throw NameListError.notNames(source) }
      state.buffer.removeFirst(state.start)
      state.start = 0
      searched = state.buffer.count
      try fill(&state, source)
    }
  }

  private static func fill(_ state: inout State, _ source: String) throws {
    let more =
      if let file = state.file {
        try [UInt8](unsafeUninitializedCapacity: longest) { buffer, count in
          count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
      } else {
        Array(FileHandle.standardInput.availableData)
      }
    state.isOver = more.isEmpty
    state.buffer += more
    guard state.isFirst else { return }
    state.isFirst = false
    if let kind = binary(more) { throw NameListError.other(source, kind) }
    if more.starts(with: [0xFF, 0xFE]) || more.starts(with: [0xFE, 0xFF]) { throw NameListError.utf16(source) }
    if more.starts(with: [0xEF, 0xBB, 0xBF]) { state.start = 3 }
    if more.contains(0) { state.terminator = 0 }
  }
}

extension NameList {
  /// What a file is that holds bytes which no text does, if that is known; nil for a list.
  private static func binary(_ bytes: [UInt8]) -> String? {
    guard bytes.contains(where: { $0 < 0x20 && $0 != 0 && !(0x09...0x0D).contains($0) }) else { return nil }
    if (try? ImageFormat.tell(bytes)) != nil { return "an image" }
    let kind = FileSignature.name(of: Array(bytes.prefix(FileSignature.length)))
    return kind == FileSignature.unknown ? nil : kind
  }
}

/// Why a list of names can't be read.
enum NameListError: Error, Hashable, CustomStringConvertible {
  case notNames(String)
  /// - kind: What it is instead, with its article.
  case other(String, _ kind: String)
  case utf16(String)

  var description: String {
    switch self {
    case .notNames(let source):
      "\(source) is not a list of names: a line has more than \(NameList.longest) bytes. Give a text file with one path per line."
    case .other(let source, let kind):
      "\(source) is \(kind), not a list of names; give a text file with one path per line."
    case .utf16(let source): "\(source) is UTF-16; save the list as UTF-8."
    }
  }
}

import Foundation
import Logging
import Support

/// A log handler that writes one JSON object per line: time, level, message, and the metadata as members.
package struct JSONLinesHandler: LogHandler {
  package var logLevel: Logger.Level = .info
  package var metadata: Logger.Metadata = [:]
  private let label: String
  private let write: @Sendable (String) -> Void

  /// - Parameter write: takes one line with its line break; must be safe to call from anywhere.
  package init(label: String, write: @escaping @Sendable (String) -> Void = JSONLinesHandler.toStandardError) {
    self.label = label
    self.write = write
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var members = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(Member.init)
    if let error = event.error { members["error"] = .text("\(error)") }
    members["time"] = .text(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    members["level"] = .text(event.level.rawValue)
    members["logger"] = .text(label)
    members["message"] = .text(event.message.description)
    guard let line = try? JSONText.data(members) else { return }
    // The encoder leaves delete, C1 and what turns the direction of writing as they are.
    write(String(decoding: line, as: UTF8.self).printable + "\n")
  }

  /// A metadata value: numbers stay numbers.
  private enum Member: Encodable {
    case text(String)
    case whole(Int)
    case number(Double)

    init(_ value: Logger.Metadata.Value) {
      switch value {
      case .stringConvertible(let number as Int): self = .whole(number)
      case .stringConvertible(let number as Double) where number.isFinite: self = .number(number)
      default: self = .text(value.description)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .whole(let number): try container.encode(number)
      case .number(let number): try container.encode(number)
      }
    }
  }

  /// One write per line, so that lines of several threads don't mix.
  package static let toStandardError: @Sendable (String) -> Void = { write($0, to: STDERR_FILENO) }

  /// Writes a line to a descriptor. A line that can't be written (a full disk, a reader that went away) is dropped: no
  /// request is worth less than its log.
  package static func write(_ line: String, to descriptor: Int32) {
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}

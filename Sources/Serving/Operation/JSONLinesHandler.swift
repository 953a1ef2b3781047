import Foundation
import Logging

/// A log handler that writes one JSON object a line: time, level, message, and the metadata as members.
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
    var members = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
    if let error = event.error { members["error"] = "\(error)" }
    members["time"] = Date.now.formatted(.iso8601.time(includingFractionalSeconds: true))
    members["level"] = event.level.rawValue
    members["logger"] = label
    members["message"] = event.message.description
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(members) else { return }
    write(String(decoding: line, as: UTF8.self) + "\n")
  }

  /// One write a line, so that lines of several threads don't mix.
  package static let toStandardError: @Sendable (String) -> Void = { line in
    FileHandle.standardError.write(Data(line.utf8))
  }
}

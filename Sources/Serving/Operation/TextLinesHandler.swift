import Foundation
import Logging
import Support

/// A log handler for people: one line per entry with the time of day, the message, and the metadata behind it.
package struct TextLinesHandler: LogHandler {
  package var logLevel: Logger.Level = .info
  package var metadata: Logger.Metadata = [:]
  private let write: @Sendable (String) -> Void

  /// - Parameter write: takes one line with its line break; must be safe to call from anywhere.
  package init(write: @escaping @Sendable (String) -> Void = JSONLinesHandler.toStandardError) { self.write = write }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var members = metadata.merging(event.metadata ?? [:]) { $1 }
    if let error = event.error { members["error"] = "\(error)" }
    // Numbers requests, for those who search a log.
    members["hb.request.id"] = nil
    let time = Date.now.formatted(Date.VerbatimFormatStyle.timeOfDay)
    let level = event.level < .warning ? [] : ["\(event.level.rawValue):"]
    let rest = members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    write(([time] + level + [event.message.description] + rest).joined(separator: " ").printableName + "\n")
  }
}

extension Date.VerbatimFormatStyle {
  /// Hours, minutes and seconds where the program runs.
  fileprivate static var timeOfDay: Self {
    Self(
      format:
        "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
      timeZone: .current, calendar: .current)
  }
}

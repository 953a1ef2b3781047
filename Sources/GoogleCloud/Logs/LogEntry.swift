import Foundation

/// One line of a job's log.
package struct LogEntry: Decodable, Sendable, Equatable {
  /// RFC 3339, as it came: comparing such texts of one length compares the times.
  package let timestamp: String
  /// What distinguishes entries of the same time.
  package let insertId: String
  /// How urgent it is.
  package let severity: Severity
  /// The line as people read it.
  package let text: String
  /// The replica that wrote it, such as `workerpool0-0`.
  package let task: String?

  /// Ordered by urgency.
  package enum Severity: String, Sendable, Comparable, CaseIterable {
    case `default` = "DEFAULT"
    case debug = "DEBUG"
    case info = "INFO"
    case notice = "NOTICE"
    case warning = "WARNING"
    case error = "ERROR"
    case critical = "CRITICAL"
    case alert = "ALERT"
    case emergency = "EMERGENCY"

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  package init(timestamp: String, insertId: String, severity: Severity = .info, text: String, task: String? = nil) {
    self.timestamp = timestamp
    self.insertId = insertId
    self.severity = severity
    self.text = text
    self.task = task
  }

  private enum CodingKeys: CodingKey { case timestamp, insertId, severity, textPayload, jsonPayload, labels, resource }
  private struct Payload: Decodable { let message: String? }
  private struct Labels: Decodable {
    let task: String?

    private enum CodingKeys: String, CodingKey { case task = "task_name" }
  }
  private struct Resource: Decodable { let labels: Labels? }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    timestamp = try values.decodeIfPresent(String.self, forKey: .timestamp) ?? ""
    insertId = try values.decodeIfPresent(String.self, forKey: .insertId) ?? ""
    severity =
      (try? values.decodeIfPresent(String.self, forKey: .severity)).flatMap { $0 }.flatMap(Severity.init) ?? .default
    let payload = try? values.decodeIfPresent(Payload.self, forKey: .jsonPayload)
    let written = try? values.decodeIfPresent(String.self, forKey: .textPayload)
    text = Self.plain(payload?.message ?? written ?? "")
    task = (try? values.decodeIfPresent(Resource.self, forKey: .resource))?.labels?.task
  }

  /// Lines without their ends and without control characters, which could drive a terminal; at most 16 KiB.
  private static func plain(_ text: String) -> String {
    let cut = text.utf8.count > 16 << 10 ? String(decoding: text.utf8.prefix(16 << 10), as: UTF8.self) + "…" : text
    let shown = String(
      String.UnicodeScalarView(
        cut.unicodeScalars.map { scalar in
          scalar == "\n" || scalar == "\t"
            ? scalar
            : scalar.value < 32 || (127..<160).contains(scalar.value) ? " " : scalar
        }))
    return shown.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

import Foundation
import Support
import Transport

/// Names of a job and of where its files go, derived and time-stamped as the Python original's scripts did:
/// `TAG_DATE_TIME_yyyymmdd_hhmmss`, `gs://BUCKET/models/TAG_…`, `gs://BUCKET/logs/TAG_…`, `gs://BUCKET/data`.
///
/// The original read the clock three times, so the three could differ; here one timestamp is used for all.
package struct JobNames: Sendable, Hashable, Codable {
  /// The job's display name.
  package var job: String
  /// Where the model goes, `gs://…`.
  package var model: String
  /// Where the logs go, `gs://…`.
  package var logs: String
  /// Where local images are sent to, `gs://…`.
  package var data: String

  /// The names of a job with that tag, begun at that time.
  package init(tag: String, bucket: String, stamp: String) {
    job = "\(tag)_DATE_TIME_\(stamp)"
    model = "gs://\(bucket)/models/\(tag)_\(stamp)"
    logs = "gs://\(bucket)/logs/\(tag)_\(stamp)"
    data = "gs://\(bucket)/data"
  }

  /// `yyyymmdd_hhmmss` in UTC, so that names sort by time everywhere.
  package static func stamp(_ date: Date) -> String {
    let time = CivilTime(secondsSince1970: Int(date.timeIntervalSince1970.rounded(.down)))
    return String(
      format: "%04d%02d%02d_%02d%02d%02d", time.date.year, time.date.month, time.date.day, time.hour, time.minute,
      time.second)
  }

  /// A label's value: lower case, digits, `_` and `-`, at most 63 characters.
  package static func label(_ text: String) -> String {
    String(
      text.lowercased().prefix(63).map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" ? $0 : "_" })
  }

  /// Throws `CloudError` of kind `usage` for a job's name that Vertex AI refuses: 1 to 128 characters, no control ones.
  package static func check(_ name: String) throws(CloudError) {
    guard !name.isEmpty, name.utf8.count <= 128, name.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
      throw CloudError(.usage, "A job's name has 1 to 128 plain characters")
    }
  }
}

import Foundation

/// Names of a job and of where its files go, derived and time-stamped as the Python original's scripts did:
/// `TAG_DATE_TIME_yyyymmdd_hhmmss`, `gs://BUCKET/models/TAG_…`, `gs://BUCKET/logs/TAG_…`, `gs://BUCKET/data`.
///
/// The original read the clock three times, so that the three could differ; here one stamp serves all.
package struct JobNames: Sendable, Hashable, Codable {
  package var job: String
  package var model: String
  package var logs: String
  package var data: String

  package init(tag: String, bucket: String, stamp: String) {
    job = "\(tag)_DATE_TIME_\(stamp)"
    model = "gs://\(bucket)/models/\(tag)_\(stamp)"
    logs = "gs://\(bucket)/logs/\(tag)_\(stamp)"
    data = "gs://\(bucket)/data"
  }

  /// `yyyymmdd_hhmmss` in UTC, so that names sort by time wherever they were made.
  package static func stamp(_ date: Date) -> String {
    let (day, second) = (Int((date.timeIntervalSince1970 / 86_400).rounded(.down)), Int(date.timeIntervalSince1970))
    let (year, month, dayOfMonth) = civil(day)
    let rest = second - day * 86_400
    return String(
      format: "%04d%02d%02d_%02d%02d%02d", year, month, dayOfMonth, rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// Year, month and day of the days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
  private static func civil(_ days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
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

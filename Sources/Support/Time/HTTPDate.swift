/// Dates of HTTP's headers (RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`).
package enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Seconds since 1970; nil for what is not such a date.
  package static func seconds(_ text: String) -> Double? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
      let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3,
      let time = CivilTime(
        CivilDate(year: year, month: month + 1, day: day), hour: clock[0], minute: clock[1], second: clock[2])
    else { return nil }
    return Double(time.secondsSince1970)
  }
}

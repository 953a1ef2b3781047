import Foundation

/// Times as Google's APIs write them: `2026-01-31T12:34:56.789012345Z`.
package enum RFC3339 {
  /// Seconds since 1970; nil for what is not such a time. Offsets other than `Z` aren't written by Google and not read.
  package static func seconds(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 40, bytes.last == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19),
      let time = CivilTime(
        CivilDate(year: year, month: month, day: day), hour: hour, minute: minute, second: second),
      [bytes[4], bytes[7], bytes[10], bytes[13], bytes[16]] == Array("--T::".utf8)
    else { return nil }
    var fraction = 0.0
    if bytes.count > 20 {
      guard bytes[19] == UInt8(ascii: ".") else { return nil }
      var scale = 0.1
      for byte in bytes[20..<(bytes.count - 1)] {
        guard (48...57).contains(byte) else { return nil }
        fraction += Double(byte - 48) * scale
        scale /= 10
      }
    }
    return Double(time.secondsSince1970) + fraction
  }

  /// The time with whole microseconds.
  package static func text(_ seconds: Double) -> String {
    let whole = seconds.rounded(.down)
    let micro = min(999_999, Int(((seconds - whole) * 1_000_000).rounded(.down)))
    let time = CivilTime(secondsSince1970: Int(whole))
    return String(
      format: "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", time.date.year, time.date.month, time.date.day, time.hour,
      time.minute, time.second, micro)
  }
}

import Foundation

/// Times as Google's APIs write them: `2026-01-31T12:34:56.789012345Z`.
package enum RFC3339 {
  /// Seconds since 1970; nil for what is no such time. Offsets other than `Z` aren't written by Google and not read.
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
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second <= 60,
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
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    return Double(seconds) + fraction
  }

  /// Whole microseconds.
  package static func text(_ seconds: Double) -> String {
    let whole = seconds.rounded(.down)
    let micro = min(999_999, Int(((seconds - whole) * 1_000_000).rounded(.down)))
    let stamp = JobNames.stamp(Date(timeIntervalSince1970: whole))
    let digits = Array(stamp)
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return
      "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))."
      + String(format: "%06dZ", micro)
  }

  /// Days since 1970-01-01 of the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let ofEra = y - era * 400
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}

import Foundation

/// ICC profiles (ICC.1:2022): what is read of them before lcms reads them.
enum ICCProfile {
  /// The largest profile that is used, in bytes: presses' with four inks have up to 9 MB.
  static let sizeLimit = 10_000_000

  /// The profile that pixels are to be converted by; nil where it says no more than "this is sRGB", or is over `sizeLimit`.
  ///
  /// Without its multi-process elements: a few bytes could name a hundred thousand of them, each computed for every
  /// colour. Profiles say in other tags, too, what such elements say (ICC.1:2022, 9.2).
  static func foreign(_ profile: [UInt8]) -> [UInt8]? {
    guard profile.count <= sizeLimit, !isSRGB(profile) else { return nil }
    var kept = profile
    for entry in stride(from: firstTag, to: min(profile.count, firstTag + 12 * tagLimit) - 3, by: 12)
    where profile.has("D2B", at: entry) { kept.replaceSubrange(entry..<entry + 4, with: [0, 0, 0, 0]) }
    return kept
  }

  /// Where the table's first tag stands, and the most tags that lcms reads.
  private static let (firstTag, tagLimit) = (132, 100)

  /// The media-relative colorants of sRGB (IEC 61966-2-1) in the D50 connection space, as profiles store them.
  private static let colorants = [
    "rXYZ": [0.4361, 0.2225, 0.0139], "gXYZ": [0.3851, 0.7169, 0.0971], "bXYZ": [0.1431, 0.0606, 0.7141],
  ]

  /// Whether no conversion is needed. Compares colorants and tone curves, not names: many profiles with other names hold
  /// sRGB's numbers.
  static func isSRGB(_ profile: [UInt8]) -> Bool {
    guard profile.has("RGB ", at: 16), profile.has("XYZ ", at: 20) else { return false }
    let tags = self.tags(profile)
    for (name, expected) in colorants {
      guard let offset = tags[name], profile.has("XYZ ", at: offset) else { return false }
      for (index, value) in expected.enumerated() {
        guard let read = fixed(profile, offset + 8 + 4 * index), abs(read - value) < 0.003 else { return false }
      }
    }
    return ["rTRC", "gTRC", "bTRC"].allSatisfy { name in
      guard let offset = tags[name] else { return false }
      return [0.1, 0.25, 0.5, 0.75, 0.9].allSatisfy { x in
        guard let y = curve(profile, offset, at: x) else { return false }
        return abs(y - linear(x)) < 0.01
      }
    }
  }

  private static func tags(_ profile: [UInt8]) -> [String: Int] {
    var found: [String: Int] = [:]
    for index in 0..<min(profile.big32(at: firstTag - 4) ?? 0, tagLimit) {
      let entry = firstTag + 12 * index
      guard let offset = profile.big32(at: entry + 4), entry + 12 <= profile.count else { break }
      found[String(decoding: profile[entry..<entry + 4], as: UTF8.self)] = offset
    }
    return found
  }

  /// s15Fixed16Number.
  private static func fixed(_ profile: [UInt8], _ offset: Int) -> Double? {
    profile.big32(at: offset).map { Double(Int32(truncatingIfNeeded: $0)) / 65536 }
  }

  private static func linear(_ x: Double) -> Double { x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4) }

  /// A `curv` (gamma or table) or `para` tone curve at x.
  private static func curve(_ profile: [UInt8], _ offset: Int, at x: Double) -> Double? {
    if profile.has("curv", at: offset), let count = profile.big32(at: offset + 8) {
      if count == 0 { return x }
      if count == 1 { return profile.big16(at: offset + 12).map { pow(x, Double($0) / 256) } }
      let place = x * Double(count - 1)
      let low = Int(place)
      guard let a = profile.big16(at: offset + 12 + 2 * low), let b = profile.big16(at: offset + 14 + 2 * low) else {
        return nil
      }
      return (Double(a) + (place - Double(low)) * Double(b - a)) / 65535
    }
    guard profile.has("para", at: offset), let kind = profile.big16(at: offset + 8), kind <= 4 else { return nil }
    let count = [1, 3, 4, 5, 7][kind]
    let p = (0..<count).compactMap { fixed(profile, offset + 12 + 4 * $0) }
    guard p.count == count else { return nil }
    switch kind {
    case 0: return pow(x, p[0])
    case 1: return x >= -p[2] / p[1] ? pow(p[1] * x + p[2], p[0]) : 0
    case 2: return x >= -p[2] / p[1] ? pow(p[1] * x + p[2], p[0]) + p[3] : p[3]
    case 3: return x >= p[4] ? pow(p[1] * x + p[2], p[0]) : p[3] * x
    default: return x >= p[4] ? pow(p[1] * x + p[2], p[0]) + p[5] : p[3] * x + p[6]
    }
  }
}

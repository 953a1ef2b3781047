private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Throws `DecodingError` for a key that isn't one of these: a misspelt one would have no effect.
  func refuseUnknownKeys(besides known: [String]) throws {
    for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath + [key],
          debugDescription: "\(key.stringValue.prefix(60)) is not a key of words; use \(known.joined(separator: ", "))")
      )
    }
  }
}

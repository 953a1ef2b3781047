import Foundation
import Support

/// The description's own hash, kept inside it: SHA-256 of the file's bytes with the seal's 64 digits written as zeros.
enum Seal {
  static let blank = String(repeating: "0", count: 64)

  /// The description as stable JSON (sorted keys) with its seal set.
  static func encode(_ description: ModelDescription) throws -> Data {
    var blankDescription = description
    blankDescription.seal = blank
    var text = try JSONText.data(blankDescription, isPretty: true)
    text.append(0x0A)
    guard let place = range(of: blank, in: text) else { return text }
    text.replaceSubrange(place, with: Data(ContentHash.of(text).utf8))
    return text
  }

  /// The seal that `text`, which contains `seal`, should have; nil if the seal is not in it.
  static func expected(of text: Data, holding seal: String) -> String? {
    guard seal.utf8.count == blank.utf8.count, let place = range(of: seal, in: text) else { return nil }
    var zeroed = text
    zeroed.replaceSubrange(place, with: Data(blank.utf8))
    return ContentHash.of(zeroed)
  }

  private static func range(of seal: String, in text: Data) -> Range<Data.Index>? {
    guard let value = text.range(of: Data("\"seal\" : \"\(seal)\"".utf8)) else { return nil }
    let digits = value.upperBound - 1 - seal.utf8.count
    return digits..<(value.upperBound - 1)
  }
}

import Foundation
import ObjectStorage
import Support

extension StoredObject: Decodable {
  private enum Key: String, CodingKey { case name, generation, size, crc32c }

  /// The fields to ask for.
  static let fields = "name,generation,size,crc32c"

  /// Reads Cloud Storage's description of an object; throws `DecodingError` for numbers out of range.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    func corrupt(_ key: Key) -> DecodingError {
      .dataCorruptedError(forKey: key, in: values, debugDescription: "out of range")
    }
    let name = try values.decode(String.self, forKey: .name)
    // Numbers of 64 bits travel as text.
    guard let generation = Int64(try values.decode(String.self, forKey: .generation)), generation >= 0 else {
      throw corrupt(.generation)
    }
    guard let size = Int(try values.decodeIfPresent(String.self, forKey: .size) ?? "0"), (0...(1 << 46)).contains(size)
    else { throw corrupt(.size) }
    let crc = try values.decodeIfPresent(String.self, forKey: .crc32c).map { text in
      guard let crc = CRC32C(base64: text) else { throw corrupt(.crc32c) }
      return crc
    }
    self.init(name: name, generation: generation, size: size, crc: crc)
  }
}

/// The answer to a question for a listing.
struct ListAnswer: Decodable, Sendable {
  let items: [StoredObject]?
  let nextPageToken: String?
}

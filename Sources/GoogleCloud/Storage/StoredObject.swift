import Foundation
import Support

/// Cloud Storage's metadata of an object, with the members that are used here.
package struct StoredObject: Sendable, Equatable {
  /// The object's name in its bucket.
  package let name: String
  /// Changes with every write.
  package let generation: Int64
  /// Its bytes as they are stored.
  package let size: Int
  /// Nil if an emulator doesn't send it.
  package let crc: CRC32C?

  /// The fields to ask for.
  static let fields = "name,generation,size,crc32c"

  /// Whether it holds the same bytes, judging by size and checksum.
  package func holds(size: Int, crc: CRC32C) -> Bool { self.size == size && self.crc == crc }
}

extension StoredObject: Decodable {
  private enum Key: String, CodingKey { case name, generation, size, crc32c }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    func corrupt(_ key: Key) -> DecodingError {
      .dataCorruptedError(forKey: key, in: values, debugDescription: "out of range")
    }
    name = try values.decode(String.self, forKey: .name)
    // Numbers of 64 bits travel as text.
    guard let generation = Int64(try values.decode(String.self, forKey: .generation)), generation >= 0 else {
      throw corrupt(.generation)
    }
    self.generation = generation
    guard let size = Int(try values.decodeIfPresent(String.self, forKey: .size) ?? "0"), (0...(1 << 46)).contains(size)
    else { throw corrupt(.size) }
    self.size = size
    if let text = try values.decodeIfPresent(String.self, forKey: .crc32c) {
      guard let crc = CRC32C(base64: text) else { throw corrupt(.crc32c) }
      self.crc = crc
    } else {
      crc = nil
    }
  }
}

/// A page of a listing.
struct ObjectPage: Decodable, Sendable {
  let items: [StoredObject]?
  let nextPageToken: String?
}

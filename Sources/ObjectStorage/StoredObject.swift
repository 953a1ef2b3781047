import Support

/// What a store says of an object.
package struct StoredObject: Sendable, Equatable {
  /// The object's name in its bucket.
  package let name: String
  /// Changes with every write of other bytes; 0 is none.
  package let generation: Int64
  /// Its bytes as they are stored.
  package let size: Int
  /// Nil where the store doesn't tell.
  package let crc: CRC32C?
  /// The store's own name of these bytes (RFC 9110, 8.8.3), with its quotation marks; nil where the generation is that.
  package let tag: String?

  package init(name: String, generation: Int64, size: Int, crc: CRC32C?, tag: String? = nil) {
    (self.name, self.generation, self.size, self.crc, self.tag) = (name, generation, size, crc, tag)
  }

  /// The same with a checksum.
  package func with(_ crc: CRC32C?) -> StoredObject {
    StoredObject(name: name, generation: generation, size: size, crc: crc, tag: tag)
  }

  /// Whether it holds the same bytes, judging by size and checksum.
  package func holds(size: Int, crc: CRC32C) -> Bool { self.size == size && self.crc == crc }
}

import Crypto
import Foundation
import Support

/// `gs://BUCKET/NAME`: an object, or all objects whose names begin with `NAME/`.
package struct StorageAddress: Sendable, Hashable, CustomStringConvertible {
  /// The bucket's name.
  package let bucket: String
  /// Empty for the whole bucket; a slash at the end is kept.
  package let name: String

  package init(bucket: String, name: String) {
    self.bucket = bucket
    self.name = name
  }

  /// Reads an address; throws `CloudError` of kind `usage` for what Cloud Storage could not hold.
  package init(_ text: String) throws(CloudError) {
    guard Self.isAddress(text) else { throw CloudError(.usage, "\(text) is not a gs:// URL") }
    // By bytes: a slash that a combining mark follows is one, too.
    let rest = text.utf8.dropFirst(5)
    bucket = String(decoding: rest.prefix { $0 != 47 }, as: UTF8.self)
    name = String(decoding: rest.drop { $0 != 47 }.dropFirst(), as: UTF8.self)
    guard Self.isBucket(bucket) else {
      throw CloudError(.usage, "\(text) names no bucket: give gs://BUCKET/NAME with 3 to 63 of a-z, 0-9, '-', '_', '.'")
    }
    let isName = name.utf8.count <= 1024 && name.utf8.allSatisfy { $0 != 10 && $0 != 13 && $0 != 0 }
    guard isName, name != ".", name != ".." else {
      throw CloudError(.usage, "\(text) is not a valid object name")
    }
  }

  /// Whether a text begins as an address does.
  package static func isAddress(_ text: String) -> Bool { text.hasPrefix("gs://") }

  /// Lower-case letters, digits, dashes, underscores and dots, 3 to 63 or, with dots, to 222 characters.
  static func isBucket(_ text: String) -> Bool {
    let count = text.utf8.count
    guard count >= 3, count <= (text.contains(".") ? 222 : 63) else { return false }
    func isEdge(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
    guard let first = text.utf8.first, let last = text.utf8.last, isEdge(first), isEdge(last) else { return false }
    return text.utf8.allSatisfy { isEdge($0) || $0 == 45 || $0 == 95 || $0 == 46 }
  }

  package var description: String { name.isEmpty ? "gs://\(bucket)" : "gs://\(bucket)/\(name)" }

  /// What names of objects below this one begin with: empty, or ending with a slash.
  package var prefix: String { name.isEmpty || name.hasSuffix("/") ? name : name + "/" }

  /// The object `path` below this folder.
  package func appending(_ path: String) -> StorageAddress {
    StorageAddress(bucket: bucket, name: prefix + path)
  }

  /// The last word of the name, or the bucket.
  package var lastComponent: String {
    name.pathComponents.last { !$0.isEmpty } ?? bucket
  }

  /// A name for what is kept of this address on this machine: 16 hexadecimal digits, then the last word where that can
  /// be a file's name.
  package var localName: String {
    let last = lastComponent
    let isName = last != "." && last != ".." && last.utf8.count <= 200 && !last.hasPrefix(".")
    return "\(Digest.short(description))/\(isName ? last : "object")"
  }
}

/// Short names for long things.
enum Digest {
  /// The first 16 hexadecimal digits of the SHA-256.
  static func short(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).prefix(8).hexadecimal
  }
}

import Foundation
import Support
import Transport

/// `gs://BUCKET/NAME` or `s3://BUCKET/NAME`: an object, or all objects whose names begin with `NAME/`.
package struct StorageAddress: Sendable, Hashable, CustomStringConvertible {
  /// Which kind of store has the bucket.
  package enum Scheme: String, Sendable, CaseIterable {
    /// Cloud Storage.
    case google = "gs"
    /// S3, of Amazon or of others.
    case amazon = "s3"
  }

  /// Which kind of store has the bucket.
  package let scheme: Scheme
  /// The bucket's name.
  package let bucket: String
  /// Empty for the whole bucket; a slash at the end is kept.
  package let name: String

  package init(_ scheme: Scheme = .google, bucket: String, name: String) {
    self.scheme = scheme
    self.bucket = bucket
    self.name = name
  }

  /// Reads an address; throws `CloudError` of kind `usage` for what no store could hold.
  ///
  /// - of: the stores that it may name.
  package init(_ text: String, of schemes: [Scheme] = Scheme.allCases) throws(CloudError) {
    guard let scheme = schemes.first(where: { text.utf8.starts(with: "\($0.rawValue)://".utf8) }) else {
      let kinds = schemes.map { "a \($0.rawValue)://" }.joined(separator: " or ")
      throw CloudError(.usage, "\(text) is not \(kinds) URL")
    }
    self.scheme = scheme
    // By bytes: a slash that a combining mark follows is one, too.
    let rest = text.utf8.dropFirst(5)
    bucket = String(decoding: rest.prefix { $0 != 47 }, as: UTF8.self)
    name = String(decoding: rest.drop { $0 != 47 }.dropFirst(), as: UTF8.self)
    guard scheme == .google ? Self.isBucket(bucket) : Self.isAmazonBucket(bucket) else {
      let letters = scheme == .google ? "'-', '_', '.'" : "'-', '.'"
      throw CloudError(
        .usage,
        "\(text) names no bucket: give \(scheme.rawValue)://BUCKET/NAME with 3 to 63 of a-z, 0-9, \(letters)")
    }
    let isName = name.utf8.count <= 1024 && name.utf8.allSatisfy { $0 != 10 && $0 != 13 && $0 != 0 }
    guard isName, name != ".", name != ".." else {
      throw CloudError(.usage, "\(text) is not a valid object name")
    }
  }

  /// Lower-case letters, digits, dashes and dots, no dots side by side, no IP address (Amazon S3, "General purpose bucket
  /// naming rules").
  static func isAmazonBucket(_ text: String) -> Bool {
    isBucket(text) && text.utf8.count <= 63 && !text.contains("_") && !text.contains("..")
      && !text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
  }

  /// Lower-case letters, digits, dashes, underscores and dots, 3 to 63 or, with dots, to 222 characters.
  package static func isBucket(_ text: String) -> Bool {
    let count = text.utf8.count
    guard count >= 3, count <= (text.contains(".") ? 222 : 63) else { return false }
    func isEdge(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
    guard let first = text.utf8.first, let last = text.utf8.last, isEdge(first), isEdge(last) else { return false }
    return text.utf8.allSatisfy { isEdge($0) || $0 == 45 || $0 == 95 || $0 == 46 }
  }

  package var description: String {
    name.isEmpty ? "\(scheme.rawValue)://\(bucket)" : "\(scheme.rawValue)://\(bucket)/\(name)"
  }

  /// What names of objects below this one begin with: empty, or ending with a slash.
  package var prefix: String { name.isEmpty || name.hasSuffix("/") ? name : name + "/" }

  /// The object `path` below this folder.
  package func appending(_ path: String) -> StorageAddress {
    StorageAddress(scheme, bucket: bucket, name: prefix + path)
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

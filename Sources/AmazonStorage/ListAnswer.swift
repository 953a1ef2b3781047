import ObjectStorage
import Support
import Transport

/// A page of a listing as S3 sends it (ListObjectsV2); pure.
struct ListAnswer {
  let objects: [StoredObject]
  let next: String?

  /// Reads an answer; throws `CloudError` of kind `corrupt`.
  init(_ tree: XMLTree, prefix: String, request: String) throws(CloudError) {
    guard tree.name == "ListBucketResult" else {
      throw CloudError(.corrupt, "The answer is not a listing", request: request)
    }
    let isEncoded = tree["EncodingType"]?.text == "url"
    var objects: [StoredObject] = []
    for element in tree.all("Contents") {
      guard let text = element["Key"]?.text, let name = isEncoded ? Self.decoded(text) : text,
        let size = element["Size"].flatMap({ Int($0.text) }), (0...(1 << 46)).contains(size)
      else { throw CloudError(.corrupt, "The listing holds an object without a name or a size", request: request) }
      if name.beginsBytewise(with: prefix) {
        objects.append(.amazon(name: name, size: size, tag: element["ETag"]?.text))
      }
    }
    self.objects = objects
    let token = tree["NextContinuationToken"]?.text
    next = tree["IsTruncated"]?.text == "true" ? token.flatMap { $0.isEmpty ? nil : $0 } : nil
    if tree["IsTruncated"]?.text == "true", next == nil {
      throw CloudError(.corrupt, "The listing is cut off, and nothing says where it goes on", request: request)
    }
  }

  /// A name without its percent signs; a plus is a blank. Nil for what is not UTF-8.
  static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(32)
      case UInt8(ascii: "%"):
        guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

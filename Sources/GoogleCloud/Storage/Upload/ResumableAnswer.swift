import Foundation
import ObjectStorage
import Transport

/// Cloud Storage's response about a resumable upload: how much is stored, or the finished object; pure.
enum ResumableAnswer: Equatable {
  case stored(Int)
  case done(StoredObject)

  /// Reads the answer to a chunk or to a question for the status, `total` being the object's bytes. Throws `CloudError`
  /// of kind `corrupt` for invalid ones.
  init(_ response: CloudResponse, total: Int, request: CloudRequest) throws(CloudError) {
    if response.status != 308 {
      self = .done(try response.decoded(StoredObject.self, of: request))
      return
    }
    // No range means that nothing is kept.
    guard let text = response.headers["range"] else {
      self = .stored(0)
      return
    }
    guard let last = Self.last(text), last < total else {
      throw CloudError(.corrupt, "The server reports an invalid range", request: request.summary)
    }
    self = .stored(last + 1)
  }

  /// The last byte's place in `bytes=0-N`.
  static func last(_ text: String) -> Int? {
    guard text.utf8.count <= 32, text.hasPrefix("bytes=0-") else { return nil }
    let digits = text.dropFirst(8)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(digits)
  }
}

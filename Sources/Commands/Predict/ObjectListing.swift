import Corpus
import GoogleCloud
import ObjectStorage
import Support

/// The images below a `gs://` or `s3://` URL, listed a page at a time.
struct ObjectListing: Sendable {
  private let address: StorageAddress
  private let isRecursive: Bool
  private var names: [String] = []
  private var next = 0
  private var page: String?
  private var isOver = false
  private(set) var skipped = 0

  /// Returns nil where the URL names an object itself, or nothing. Throws `CloudError`.
  init?(_ url: String, isRecursive: Bool) async throws {
    let address = try StorageAddress(url)
    let isName = !address.name.isEmpty && !address.name.hasSuffix("/")
    if isName {
      let isImage = try await Remote.with(SilentProgress()) { remote in
        if try await remote.storage(of: address).object(at: address) != nil { return true }
        return try await remote.storage(of: address).firstObjects(below: address).isEmpty
      }
      // If there is nothing at all, reading the image says so.
      if isImage { return nil }
    }
    (self.address, self.isRecursive) = (address, isRecursive)
  }

  /// The next image's URL; nil at the end. Throws `CloudError`.
  mutating func url() async throws -> String? {
    while true {
      while next < names.count {
        let name = names[next]
        next += 1
        guard ImageWalk.takes(name), isRecursive || !name.contains("/") else {
          skipped += 1
          continue
        }
        return address.appending(name).description
      }
      if isOver { return nil }
      let listed = try await Remote.with(SilentProgress()) { [address, page] remote in
        try await remote.storage(of: address).page(below: address, from: nil, to: nil, after: page, limit: 1000)
      }
      names = listed.objects.map { String($0.name.utf8.dropFirst(address.prefix.utf8.count)) ?? "" }
      (next, page, isOver) = (0, listed.next, listed.next == nil)
    }
  }
}

import Foundation
import NIOCore
import Support

/// Cloud Storage's JSON API: objects looked at, listed, composed and deleted. All of these requests may be repeated.
package struct CloudStorage: Sendable {
  /// What the requests are sent by.
  package let client: GoogleClient
  /// Sizes of parts, and how many travel at a time.
  package let options: TransferOptions

  package init(_ client: GoogleClient, options: TransferOptions) {
    self.client = client
    self.options = options
  }

  /// Runs `body` with a storage configured by the environment; `stateFolder` is where sessions and checksums are
  /// remembered.
  package static func with<Value>(
    stateFolder: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    _ body: (CloudStorage) async throws -> Value
  ) async throws -> Value {
    try await GoogleClient.with(environment: environment) { client in
      try await body(
        CloudStorage(client, options: TransferOptions(stateFolder: stateFolder, environment: environment)))
    }
  }

  var root: String { client.endpoints.storage }

  func url(of address: StorageAddress) -> String {
    "\(root)/storage/v1/b/\(address.bucket.percentEncoded)/o/\(address.name.percentEncoded)"
  }

  func uploadURL(to address: StorageAddress) -> String {
    "\(root)/upload/storage/v1/b/\(address.bucket.percentEncoded)/o"
  }

  /// The object's metadata; nil when there is none. Throws `CloudError`.
  package func object(at address: StorageAddress) async throws(CloudError) -> StoredObject? {
    let request = CloudRequest("GET", url(of: address), query: [("fields", StoredObject.fields)])
    do {
      return try await client.json(StoredObject.self, request, limit: 1 << 20)
    } catch {
      if error.status == 404 { return nil }
      throw error
    }
  }

  /// All objects whose names begin with `prefix`, in the order of their names. Throws `CloudError`.
  ///
  /// - starts: Sorted names at which to split the listing: the parts are requested in parallel.
  package func list(bucket: String, prefix: String, starts: [String] = []) async throws(CloudError) -> [StoredObject] {
    let bounds: [String?] = [nil] + starts + [nil]
    return try await Array(zip(bounds, bounds.dropFirst())).boundedMap(width: options.files) {
      (range: (String?, String?)) throws(CloudError) in
      try await list(bucket, prefix, from: range.0, to: range.1)
    }.flatMap { $0 }
  }

  /// The first objects, 100 at most, whose names begin with `prefix`. Throws `CloudError`.
  package func firstObjects(bucket: String, prefix: String) async throws(CloudError) -> [StoredObject] {
    let request = CloudRequest(
      "GET", "\(root)/storage/v1/b/\(bucket.percentEncoded)/o",
      query: [
        ("prefix", prefix.isEmpty ? nil : prefix), ("maxResults", "100"),
        ("fields", "items(\(StoredObject.fields)),nextPageToken"),
      ])
    return (try await client.json(ObjectPage.self, request).items ?? []).filter {
      $0.name.beginsBytewise(with: prefix)
    }
  }

  /// The objects from one name (inclusive) to another (exclusive), page by page.
  private func list(
    _ bucket: String, _ prefix: String, from start: String?, to end: String?
  ) async throws(CloudError) -> [StoredObject] {
    var all: [StoredObject] = []
    var token: String?
    repeat {
      let page = try await page(bucket: bucket, prefix: prefix, from: start, to: end, after: token)
      all += page.objects
      token = page.next
    } while token != nil
    return all
  }

  /// One page of the objects whose names begin with `prefix`, 1,000 at most, and what asks for the next one.
  ///
  /// Throws `CloudError`, also where the listing would never end.
  package func page(
    bucket: String, prefix: String, from start: String? = nil, to end: String? = nil, after token: String?
  ) async throws(CloudError) -> (objects: [StoredObject], next: String?) {
    let request = CloudRequest(
      "GET", "\(root)/storage/v1/b/\(bucket.percentEncoded)/o",
      query: [
        ("prefix", prefix.isEmpty ? nil : prefix), ("startOffset", start), ("endOffset", end),
        ("maxResults", "1000"), ("pageToken", token), ("fields", "items(\(StoredObject.fields)),nextPageToken"),
      ])
    let page = try await client.json(ObjectPage.self, request)
    guard page.nextPageToken == nil || page.nextPageToken != token else {
      throw CloudError(.corrupt, "The listing leads back to the same page", request: request.summary)
    }
    let objects = (page.items ?? []).filter { $0.name.beginsBytewise(with: prefix) }
    return (objects, page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// Deletes this generation of an object; succeeds if it is already gone or replaced.
  package func delete(_ address: StorageAddress, generation: Int64) async throws(CloudError) {
    var request = CloudRequest(
      "DELETE", url(of: address), query: [("ifGenerationMatch", String(generation))])
    request.accepted = [404, 412]
    _ = try await client.send(request, limit: 1 << 20)
  }

  private struct Composition: Encodable {
    struct Source: Encodable {
      let name: String
      let generation: String
    }
    struct Destination: Encodable { let contentType: String }
    let sourceObjects: [Source]
    let destination: Destination
  }

  /// Makes one object of up to 32 others in the same bucket.
  func compose(
    _ parts: [StoredObject], to address: StorageAddress, ifGeneration generation: Int64
  ) async throws(CloudError) -> StoredObject {
    var request = try CloudRequest(
      "POST", url(of: address) + "/compose",
      query: [("ifGenerationMatch", String(generation)), ("fields", StoredObject.fields)],
      json: Composition(
        sourceObjects: parts.map { .init(name: $0.name, generation: String($0.generation)) },
        destination: .init(contentType: ContentType.of(address.name))))
    request.isRepeatable = true  // the generation precondition makes a repeat fail
    return try await client.json(StoredObject.self, request, limit: 1 << 20)
  }
}

/// The metadata of an object that browsers see.
enum ContentType {
  static func of(_ name: String) -> String {
    let types = [
      "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "json": "application/json",
      "txt": "text/plain", "csv": "text/csv", "html": "text/html",
    ]
    return types[(name as NSString).pathExtension.lowercased()] ?? "application/octet-stream"
  }
}

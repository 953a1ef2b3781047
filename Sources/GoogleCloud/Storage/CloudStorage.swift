import Foundation
import NIOCore
import ObjectStorage
import Support
import Transport

/// Cloud Storage's JSON API: objects looked at, listed, composed and deleted. All of these requests may be repeated.
package struct CloudStorage: ObjectStore {
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

  package var policy: RetryPolicy { client.policy }
  package var renewsCredentials: Bool { client.credentials != nil }

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

  package func page(
    below address: StorageAddress, from start: String?, to end: String?, after token: String?, limit: Int
  ) async throws(CloudError) -> ObjectPage {
    try await page(address.bucket, address.prefix, start, end, after: token, limit: limit)
  }

  /// The objects from one name (inclusive) to another (exclusive).
  private func page(
    _ bucket: String, _ prefix: String, _ start: String?, _ end: String?, after token: String?, limit: Int
  ) async throws(CloudError) -> ObjectPage {
    let request = CloudRequest(
      "GET", "\(root)/storage/v1/b/\(bucket.percentEncoded)/o",
      query: [
        ("prefix", prefix.isEmpty ? nil : prefix), ("startOffset", start), ("endOffset", end),
        ("maxResults", String(limit)), ("pageToken", token), ("fields", "items(\(StoredObject.fields)),nextPageToken"),
      ])
    let page = try await client.json(ListAnswer.self, request)
    guard page.nextPageToken == nil || page.nextPageToken != token else {
      throw CloudError(.corrupt, "The listing leads back to the same page", request: request.summary)
    }
    let objects = (page.items ?? []).filter { $0.name.beginsBytewise(with: prefix) }
    return ObjectPage(objects: objects, next: page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 })
  }

  package func delete(_ address: StorageAddress, _ object: StoredObject) async throws(CloudError) {
    try await delete(address, generation: object.generation)
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

import Foundation
import NIOCore
import ObjectStorage
import Support
import Transport

/// S3, of Amazon or of others who speak as it does. Members: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
package struct AmazonStorage: ObjectStore {
  /// What the requests are sent by.
  package var client: AmazonClient
  /// Sizes of parts, and how many travel at a time.
  package let options: TransferOptions

  package init(_ client: AmazonClient, options: TransferOptions) {
    self.client = client
    self.options = options
  }

  /// Runs `body` with a storage configured by the environment and AWS's files; `stateFolder` is where uploads and checksums
  /// are remembered.
  package static func with<Value>(
    stateFolder: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    _ body: (AmazonStorage) async throws -> Value
  ) async throws -> Value {
    try await AmazonClient.with(environment: environment) { client in
      try await body(
        AmazonStorage(client, options: TransferOptions(stateFolder: stateFolder, environment: environment)))
    }
  }

  package var policy: RetryPolicy { client.policy }

  /// False: the client replaces a key that has ended by itself.
  package var renewsCredentials: Bool { false }

  package func object(at address: StorageAddress) async throws(CloudError) -> StoredObject? {
    try await head(address)?.object
  }

  /// What S3 says of an object, and the headers that say it; nil when there is none. Throws `CloudError`.
  func head(
    _ address: StorageAddress, part: Int? = nil
  ) async throws(CloudError) -> (object: StoredObject, headers: [String: String])? {
    let answer = try await asking { asks throws(CloudError) in
      var request = AmazonRequest("HEAD", bucket: address.bucket, name: address.name)
      if asks.checksums { request.headers = [("x-amz-checksum-mode", "ENABLED")] }
      if let part { request.query = [("partNumber", String(part))] }
      request.accepted = [404]
      return try await client.send(request, limit: 1 << 20)
    }
    if answer.status == 404 { return nil }
    guard let size = answer.headers["content-length"].flatMap({ Int($0) }), (0...(1 << 46)).contains(size) else {
      throw CloudError(.corrupt, "The answer names no size of \(address)")
    }
    let object = StoredObject.amazon(
      name: address.name, size: size, tag: answer.headers["etag"], crc: Self.crc(answer.headers))
    return (object, answer.headers)
  }

  /// The checksum of the whole object that headers hold; those of parts, which end with their number, are none.
  static func crc(_ headers: [String: String]) -> CRC32C? {
    (headers["x-amz-checksum-crc32c"] ?? headers["x-amz-meta-dogbreed-crc32c"]).flatMap { CRC32C(base64: $0) }
  }

  package func page(
    below address: StorageAddress, from start: String?, to end: String?, after token: String?, limit: Int
  ) async throws(CloudError) -> ObjectPage {
    var request = AmazonRequest("GET", bucket: address.bucket)
    let query = [
      ("list-type", "2"), ("encoding-type", "url"), ("max-keys", String(limit)),
      ("prefix", address.prefix.isEmpty ? nil : address.prefix), ("start-after", token == nil ? start : nil),
      ("continuation-token", token),
    ]
    request.query = query.compactMap { name, value in value.map { (name, $0) } }
    let tree = try await client.xml(request)
    let answer = try ListAnswer(tree, prefix: address.prefix, request: client.summary(request))
    guard answer.next == nil || answer.next != token else {
      throw CloudError(.corrupt, "The listing leads back to the same page", request: client.summary(request))
    }
    // A stretch has its end and not its start, which is what S3 lists after.
    guard let end, let last = answer.objects.last, ByteName(end) < ByteName(last.name) else {
      return ObjectPage(objects: answer.objects, next: answer.next)
    }
    return ObjectPage(objects: answer.objects.filter { !(ByteName(end) < ByteName($0.name)) }, next: nil)
  }

  package func delete(_ address: StorageAddress, _ object: StoredObject) async throws(CloudError) {
    var request = AmazonRequest("DELETE", bucket: address.bucket, name: address.name)
    request.accepted = [404, 412]
    if client.memory.asks.conditions, let tag = object.tag { request.headers = [("If-Match", tag)] }
    do {
      _ = try await client.send(request, limit: 1 << 20)
    } catch {
      guard error.status == 501, !request.headers.isEmpty else { throw error }
      // A server that deletes without conditions is asked first.
      guard try await self.object(at: address)?.tag == object.tag else { return }
      request.headers = []
      _ = try await client.send(request, limit: 1 << 20)
    }
  }

  /// Proves it by an upload in parts that is begun and given up.
  package func canWrite(to address: StorageAddress) async throws(CloudError) {
    let upload = PartUpload(self, address)
    let id = try await upload.begin(crc: nil)
    try await upload.abort(id)
  }

  package func read(
    _ bytes: Range<Int>, of object: StoredObject, at address: StorageAddress,
    _ sink: (CloudResponse, ByteBuffer) throws(CloudError) -> Void
  ) async throws(CloudError) {
    var request = AmazonRequest("GET", bucket: address.bucket, name: address.name)
    if let tag = object.tag { request.headers.append(("If-Match", tag)) }
    if bytes.lowerBound > 0 || bytes.upperBound < object.size {
      request.headers.append(("Range", "bytes=\(bytes.lowerBound)-\(bytes.upperBound - 1)"))
    }
    let gone = CloudError(.status(404), "\(address) has been replaced", reason: "NoSuchVersion")
    do {
      _ = try await client.signed(request) { plain throws(CloudError) in
        try await client.transport.receive(plain, deadline: .seconds(3600)) { head, piece throws(CloudError) in
          if let tag = object.tag, let told = head.headers["etag"], told != tag { throw gone }
          try sink(head, piece)
        }
      }
    } catch {
      throw error.status == 412 ? gone : error
    }
  }
}

extension StoredObject {
  /// An object of S3, whose version is known by its tag.
  static func amazon(name: String, size: Int, tag: String?, crc: CRC32C? = nil) -> StoredObject {
    let bytes = SHA256.hash(data: Data((tag ?? "").utf8)).prefix(8)
    let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return StoredObject(
      name: name, generation: Int64(number >> 1), size: size, crc: crc, tag: tag.flatMap { $0.isEmpty ? nil : $0 })
  }
}

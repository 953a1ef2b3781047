import Foundation
import NIOCore
import ObjectStorage
import Support
import Transport

/// The requests of an upload in parts to one object. Members: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
struct PartUpload: Sendable {
  private let storage: AmazonStorage
  private let address: StorageAddress
  private var client: AmazonClient { storage.client }

  init(_ storage: AmazonStorage, _ address: StorageAddress) {
    self.storage = storage
    self.address = address
  }

  private func request(_ method: String, _ query: [(String, String)]) -> AmazonRequest {
    var request = AmazonRequest(method, bucket: address.bucket, name: address.name)
    request.query = query
    return request
  }

  /// Begins an upload and returns its name. Throws `CloudError`.
  ///
  /// - crc: the whole file's checksum, kept as a note where the server knows no checksums.
  func begin(crc: CRC32C?) async throws(CloudError) -> String {
    try await storage.asking { asks throws(CloudError) in
      var request = request("POST", [("uploads", "")])
      request.headers = [("Content-Type", ContentType.of(address.name))]
      if asks.checksums {
        request.headers += [("x-amz-checksum-algorithm", "CRC32C"), ("x-amz-checksum-type", "FULL_OBJECT")]
      } else if let crc {
        request.headers.append(("x-amz-meta-dogbreed-crc32c", crc.base64))
      }
      let tree = try await client.xml(request, limit: 1 << 20)
      guard let id = tree["UploadId"]?.text, !id.isEmpty, id.utf8.count <= 4096 else {
        throw CloudError(.corrupt, "The answer names no upload", request: client.summary(request))
      }
      return id
    }
  }

  /// A part that arrived.
  struct Part: Sendable, Equatable {
    let number: Int
    let tag: String
    let size: Int
    let crc: CRC32C?
  }

  /// The parts that arrived; nil where the upload is over. Throws `CloudError`.
  func parts(of id: String) async throws(CloudError) -> [Part]? {
    var all: [Part] = []
    var marker: String?
    while true {
      var request = request("GET", [("uploadId", id)])
      if let marker { request.query.append(("part-number-marker", marker)) }
      let tree: XMLTree
      do {
        tree = try await client.xml(request)
      } catch {
        if error.status == 404 { return nil }
        throw error
      }
      for element in tree.all("Part") {
        guard let number = element["PartNumber"].flatMap({ Int($0.text) }), let tag = element["ETag"]?.text,
          let size = element["Size"].flatMap({ Int($0.text) })
        else { continue }
        let crc = element["ChecksumCRC32C"].flatMap { CRC32C(base64: $0.text) }
        all.append(Part(number: number, tag: tag, size: size, crc: crc))
      }
      guard tree["IsTruncated"]?.text == "true", let next = tree["NextPartNumberMarker"]?.text, next != marker else {
        return all
      }
      marker = next
    }
  }

  /// Sends a part and returns it. Throws `CloudError`.
  func send(_ slice: FileSlice, number: Int, crc: CRC32C, to id: String) async throws(CloudError) -> Part {
    var request = request("PUT", [("partNumber", String(number)), ("uploadId", id)])
    request.body = .file(slice)
    let plain = request
    let answer = try await storage.asking { asks throws(CloudError) in
      var request = plain
      request.headers = [try storage.digest(slice, crc, asks)]
      let asked = request
      return try await storage.patiently { left throws(CloudError) in
        try await client.once(asked, limit: 1 << 20, deadline: left)
      }
    }
    guard let tag = answer.headers["etag"], !tag.isEmpty else {
      throw CloudError(.corrupt, "The answer names no part", request: client.summary(request))
    }
    let told = answer.headers["x-amz-checksum-crc32c"].flatMap { CRC32C(base64: $0) }
    guard told == nil || told == crc else {
      throw CloudError(.corrupt, "A part arrived with a different checksum", request: client.summary(request))
    }
    return Part(number: number, tag: tag, size: slice.count, crc: told)
  }

  /// Makes the object of its parts, as `condition` allows, and returns it. Throws `CloudError`: of status 404 where the
  /// upload is over, which it is after a success whose answer was lost, too.
  func complete(
    _ id: String, _ parts: [Part], size: Int, crc: CRC32C, _ condition: [(name: String, value: String)]
  ) async throws(CloudError) -> StoredObject {
    var request = request("POST", [("uploadId", id)])
    let isChecked = parts.allSatisfy { $0.crc != nil }
    var body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
    for part in parts {
      let tag = part.tag.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      body += "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(tag)</ETag>"
      if isChecked, let crc = part.crc { body += "<ChecksumCRC32C>\(crc.base64)</ChecksumCRC32C>" }
      body += "</Part>"
    }
    body += "</CompleteMultipartUpload>"
    request.body = .bytes(ByteBuffer(string: body))
    request.headers = [("Content-Type", "application/xml")] + condition
    if isChecked {
      request.headers += [
        ("x-amz-checksum-crc32c", crc.base64), ("x-amz-checksum-type", "FULL_OBJECT"),
        ("x-amz-mp-object-size", String(size)),
      ]
    }
    let tree = try await client.xml(request, limit: 1 << 20)
    guard tree.name == "CompleteMultipartUploadResult" else {
      throw CloudError(.connection, "The answer doesn't say that the object was made", request: client.summary(request))
    }
    let told = tree["ChecksumCRC32C"].flatMap { CRC32C(base64: $0.text) }
    return .amazon(name: address.name, size: size, tag: tree["ETag"]?.text, crc: told ?? crc)
  }

  /// Ends an upload without an object; one that is over is as good. Throws `CloudError`.
  func abort(_ id: String) async throws(CloudError) {
    var request = request("DELETE", [("uploadId", id)])
    request.accepted = [404]
    _ = try await client.send(request, limit: 1 << 20)
  }
}

import Foundation
import NIOCore
import ObjectStorage
import Support
import Transport

/// Bytes of a file on their way to one object.
struct FileUpload: Sendable {
  let slice: FileSlice
  let crc: CRC32C
  let address: StorageAddress
  /// The destination's generation, 0 for none: concurrent writes are never overwritten.
  var generation: Int64
  /// Where the session is remembered.
  let statePath: String
  /// Called with the number of further bytes that arrived.
  var progress: @Sendable (Int) -> Void

  private struct Metadata: Encodable {
    let name: String
    let crc32c: String
    let contentType: String
  }

  private var metadata: Metadata {
    Metadata(name: address.name, crc32c: crc.base64, contentType: ContentType.of(address.name))
  }

  private var query: [(String, String?)] {
    [("name", address.name), ("ifGenerationMatch", String(generation)), ("fields", StoredObject.fields)]
  }

  /// Metadata and bytes in one request (RFC 2387).
  func multipart(to url: String) throws(CloudError) -> CloudRequest {
    let boundary = "dogbreed-\(UInt64.random(in: 0...UInt64.max))-\(UInt64.random(in: 0...UInt64.max))"
    guard let json = try? JSONEncoder().encode(metadata) else {
      throw CloudError(.usage, "\(address) can't be written as JSON")
    }
    var head = ByteBuffer(string: "--\(boundary)\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n")
    head.writeBytes(json)
    head.writeString("\r\n--\(boundary)\r\nContent-Type: \(metadata.contentType)\r\n\r\n")
    var request = CloudRequest("POST", url, query: [("uploadType", "multipart")] + query)
    request.headers = [("Content-Type", "multipart/related; boundary=\(boundary)")]
    request.body = .framed(head, slice, ByteBuffer(string: "\r\n--\(boundary)--\r\n"))
    request.isRepeatable = true  // the generation precondition makes a repeat fail
    return request
  }

  /// The request that starts a session.
  func begin(at url: String) throws(CloudError) -> CloudRequest {
    var request = try CloudRequest(
      "POST", url, query: [("uploadType", "resumable")] + query, json: metadata)
    request.headers += [
      ("X-Upload-Content-Length", String(slice.count)), ("X-Upload-Content-Type", metadata.contentType),
    ]
    request.isRepeatable = true  // a session that nobody uses changes nothing
    return request
  }

  /// The next chunk from `position` on.
  func chunk(_ url: String, at position: Int, count: Int) -> CloudRequest {
    let end = min(slice.count, position + count)
    var request = CloudRequest("PUT", url)
    request.headers = [
      ("Content-Type", "application/octet-stream"),
      ("Content-Range", "bytes \(position)-\(end - 1)/\(slice.count)"),
    ]
    request.body = .file(FileSlice(slice.file, offset: slice.offset + position, count: end - position))
    request.accepted = [308]
    return request
  }

  /// Asks how much has arrived.
  func status(_ url: String) -> CloudRequest {
    var request = CloudRequest("PUT", url)
    request.headers = [("Content-Range", "bytes */\(slice.count)")]
    request.accepted = [308]
    return request
  }
}

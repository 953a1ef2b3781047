import NIOCore
import ObjectStorage
import Support
import Transport

extension CloudStorage {
  /// Hands bytes of this generation to `sink` as they come. Throws `CloudError`.
  package func read(
    _ bytes: Range<Int>, of object: StoredObject, at address: StorageAddress,
    _ sink: (CloudResponse, ByteBuffer) throws(CloudError) -> Void
  ) async throws(CloudError) {
    // Compressed objects are taken as they are stored, since that is what the checksum is of.
    var request = CloudRequest(
      "GET", url(of: address), query: [("alt", "media"), ("generation", String(object.generation))])
    request.headers = [("Accept-Encoding", "gzip")]
    if bytes.lowerBound > 0 || bytes.upperBound < object.size {
      request.headers.append(("Range", "bytes=\(bytes.lowerBound)-\(bytes.upperBound - 1)"))
    }
    _ = try await client.authorised(request) { request, token throws(CloudError) in
      try await client.transport.receive(request, token: token, deadline: .seconds(3600), sink)
    }
  }
}

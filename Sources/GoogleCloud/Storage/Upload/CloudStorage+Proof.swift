import Foundation
import ObjectStorage
import Transport

extension CloudStorage {
  private struct Name: Encodable { let name: String }

  /// Proves that an object may be created, without creating one: a resumable session is begun and cancelled (Cloud
  /// Storage, "Resumable uploads", answers the cancellation with 499). Throws `CloudError`.
  package func canWrite(to address: StorageAddress) async throws(CloudError) {
    var begin = try CloudRequest(
      "POST", uploadURL(to: address),
      query: [("uploadType", "resumable"), ("name", address.name), ("ifGenerationMatch", "0")],
      json: Name(name: address.name))
    begin.headers += [("X-Upload-Content-Length", "0")]
    begin.isRepeatable = true  // a session that nobody uses changes nothing
    begin.accepted = [412]  // an object is there, and only those who may write learn that
    let answer = try await client.send(begin, limit: 1 << 20)
    guard let session = answer.headers["location"], SecureURL.origin(of: session) == SecureURL.origin(of: root) else {
      return
    }
    var cancel = CloudRequest("DELETE", session)
    cancel.accepted = [404, 410, 499]
    // A session that isn't cancelled ends by itself after a week.
    _ = try? await client.once(cancel, limit: 1 << 20, deadline: .seconds(10))
  }
}

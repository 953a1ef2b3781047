import Foundation
import Transport

/// The machine's own service account, from the server that Google's machines can reach.
struct MetadataServer: TokenSource {
  let root: String

  /// Whether such a server answers: three tries of one to three seconds, since a machine that just started may be slow.
  func isThere(over transport: HTTPTransport) async -> Bool {
    for seconds in 1...3 {
      do throws(CloudError) {
        let answer = try await transport.send(
          request("", query: []), limit: 64 << 10, deadline: .seconds(Int64(seconds)))
        return answer.headers["metadata-flavor"] == "Google"
      } catch {
        // Where the name can't be found, or another server refuses, waiting changes nothing.
        guard error.isTransient || error.kind == .deadline, !error.message.contains("can't be found") else {
          return false
        }
      }
    }
    return false
  }

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    let request = request(
      "/computeMetadata/v1/instance/service-accounts/default/token", query: [("scopes", CloudScope.platform)])
    let asked = ContinuousClock.now
    return try await checked(request, over: transport, deadline: deadline).decoded(TokenAnswer.self, of: request).token(
      asked: asked)
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    let text = try await checked(
      request("/computeMetadata/v1/project/project-id", query: []), over: transport, deadline: deadline
    ).text
    let isName = !text.isEmpty && text.utf8.count <= 100 && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    return isName ? text : nil
  }

  private func request(_ path: String, query: [(String, String?)]) -> CloudRequest {
    var request = CloudRequest("GET", root + path, query: query)
    request.headers = [("Metadata-Flavor", "Google")]
    request.isAuthorised = false
    return request
  }

  /// A response without the server's own header isn't from it.
  private func checked(
    _ request: CloudRequest, over transport: HTTPTransport, deadline: Duration
  ) async throws(CloudError) -> CloudResponse {
    let response = try await transport.send(request, limit: 1 << 20, deadline: deadline)
    guard response.headers["metadata-flavor"] == "Google" else {
      throw CloudError(.credentials, "The response is not from Google's metadata server", request: request.summary)
    }
    return response
  }
}

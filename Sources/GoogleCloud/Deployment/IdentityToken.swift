import Support
import Transport

/// An identity token, which private Cloud Run services require instead of an access token.
package enum IdentityToken {
  private struct Body: Encodable {
    let audience: String
    let includeEmail = true
  }
  private struct Answer: Decodable { let token: Secret }

  /// Requests one for a service account that these credentials may impersonate.
  package static func request(
    _ endpoints: Endpoints, account: String, audience: String
  ) throws(CloudError) -> CloudRequest {
    var request = try CloudRequest(
      "POST",
      endpoints.root(of: "iamcredentials.googleapis.com")
        + "/v1/projects/-/serviceAccounts/\(account.percentEncoded):generateIdToken",
      json: Body(audience: audience))
    request.isRepeatable = true
    return request
  }

  /// Throws `CloudError`.
  package static func token(
    _ client: GoogleClient, account: String, audience: String
  ) async throws(CloudError) -> Secret {
    try await client.json(Answer.self, request(client.endpoints, account: account, audience: audience)).token
  }
}

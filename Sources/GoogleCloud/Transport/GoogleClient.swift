import Foundation
import NIOCore
import Transport

/// The authorised client that everything above uses: credentials, retries, typed errors.
package struct GoogleClient: Sendable {
  /// What sends requests once.
  package let transport: HTTPTransport
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// When a failed request is sent again.
  package var policy: RetryPolicy
  /// Nil for an emulator, which needs none.
  package let credentials: Credentials?

  package init(
    transport: HTTPTransport, endpoints: Endpoints, credentials: Credentials?, policy: RetryPolicy = RetryPolicy()
  ) {
    self.transport = transport
    self.endpoints = endpoints
    self.credentials = credentials
    self.policy = policy
  }

  /// Runs `body` with a client configured by the environment. Credentials are looked for when a request first needs
  /// them; an emulated storage gets none unless `GOOGLE_APPLICATION_CREDENTIALS` names some.
  package static func with<Value>(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    _ body: (GoogleClient) async throws -> Value
  ) async throws -> Value {
    let endpoints = try Endpoints(environment: environment)
    let policy = RetryPolicy(environment: environment)
    return try await HTTPTransport.with(HTTPTransport.Options(environment: environment)) { transport in
      let isAnonymous = endpoints.isEmulated && environment["GOOGLE_APPLICATION_CREDENTIALS"] == nil
      let credentials = Credentials(
        ApplicationDefault(environment: environment, endpoints: endpoints), transport: transport, policy: policy)
      return try await body(
        GoogleClient(
          transport: transport, endpoints: endpoints, credentials: isAnonymous ? nil : credentials, policy: policy))
    }
  }

  /// Sends until there is a response or the policy's deadline passes. Throws `CloudError`.
  package func send(_ request: CloudRequest, limit: Int = 16 << 20) async throws(CloudError) -> CloudResponse {
    try await Retrying.run(policy, isRepeatable: request.isRepeatable) { left throws(CloudError) in
      try await once(request, limit: limit, deadline: left)
    }
  }

  /// Sends and reads the answer's JSON; a truncated response is requested again if that is harmless.
  package func json<Value: Decodable & Sendable>(
    _ type: Value.Type, _ request: CloudRequest, limit: Int = 64 << 20
  ) async throws(CloudError) -> Value {
    try await Retrying.run(policy, isRepeatable: request.isRepeatable) { left throws(CloudError) in
      try await once(request, limit: limit, deadline: left).decoded(type, of: request)
    }
  }

  /// One attempt, plus one more if the token was refused (401) and a new one is available.
  package func once(
    _ request: CloudRequest, limit: Int = 16 << 20, deadline: Duration
  ) async throws(CloudError) -> CloudResponse {
    try await authorised(request) { request, token throws(CloudError) in
      try await transport.send(request, token: token, limit: limit, deadline: deadline)
    }
  }

  /// Runs `operation` with the token that the request needs, and with the project that its use is counted for.
  package func authorised<Value: Sendable>(
    _ request: CloudRequest, _ operation: (CloudRequest, Secret?) async throws(CloudError) -> Value
  ) async throws(CloudError) -> Value {
    guard request.isAuthorised, let credentials else { return try await operation(request, nil) }
    guard endpoints.admitsToken(request.url) else {
      throw CloudError(
        .credentials, "Google's token is sent to Google's own hosts alone, and this is not one",
        request: request.summary)
    }
    let token = try await credentials.token()
    var billed = request
    if let project = await credentials.quotaProject(isStorage: request.url.hasPrefix(endpoints.storage + "/")),
      CloudName.isProject(project), !request.url.contains("-docker.pkg.dev/")
    {
      billed.headers.append(("x-goog-user-project", project))
    }
    do {
      return try await operation(billed, token)
    } catch {
      guard error.status == 401 else { throw error }
      await credentials.refused(token)
      return try await operation(billed, try await credentials.token())
    }
  }
}

import Foundation
import ObjectStorage
import Transport

/// The client that all requests to S3 go through: addresses, signatures, retries, typed errors.
package struct AmazonClient: Sendable {
  let transport: HTTPTransport
  /// Nil for requests without a signature.
  let credentials: AmazonCredentials?
  /// When a failed request is sent again.
  package var policy: RetryPolicy
  let memory = ServerMemory()
  private let configured: Result<AmazonSettings, CloudError>

  /// Runs `body` with a client configured by the environment and the files of AWS's tools. What is wrong with these is
  /// said when a request first needs them.
  package static func with<Value>(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    _ body: (AmazonClient) async throws -> Value
  ) async throws -> Value {
    var options = HTTPTransport.Options(environment: environment)
    options.refusal = AmazonRefusal.error
    return try await HTTPTransport.with(options) { transport in
      try await body(AmazonClient(transport: transport, environment: environment))
    }
  }

  init(transport: HTTPTransport, environment: [String: String]) {
    self.transport = transport
    policy = RetryPolicy(environment: environment)
    let files = AmazonFiles(environment: environment)
    func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let name = named("AWS_PROFILE") ?? named("AWS_DEFAULT_PROFILE") ?? "default"
    let profile = files.profile(name) ?? AmazonProfile(name: name)
    configured = Result { () throws(CloudError) in try AmazonSettings(environment: environment, profile: profile) }
    if ["yes", "true", "1"].contains(named("AWS_NO_SIGN_REQUEST")?.lowercased()) {
      credentials = nil
    } else {
      let (policy, configured) = (policy, configured)
      credentials = AmazonCredentials { () throws(CloudError) in
        let requests = KeyRequests(
          transport: transport, policy: policy, environment: environment, files: files, settings: try configured.get())
        return try await KeySource(requests).key()
      }
    }
  }

  /// Where S3 is. Throws `CloudError` of kind `usage`.
  func settings() throws(CloudError) -> AmazonSettings { try configured.get() }

  /// Sends until there is a response or the policy's deadline passes. Throws `CloudError`.
  func send(_ request: AmazonRequest, limit: Int = 16 << 20) async throws(CloudError) -> CloudResponse {
    try await Retrying.run(policy, isRepeatable: request.isRepeatable) { left throws(CloudError) in
      try await once(request, limit: limit, deadline: left)
    }
  }

  /// Sends and reads the answer's XML; what isn't whole is requested again.
  func xml(_ request: AmazonRequest, limit: Int = 64 << 20) async throws(CloudError) -> XMLTree {
    try await Retrying.run(policy, isRepeatable: request.isRepeatable) { left throws(CloudError) in
      let answer = try await once(request, limit: limit, deadline: left)
      return try AmazonRefusal.tree(answer, to: CloudRequest(request.method, summary(request)))
    }
  }

  /// One attempt, and another where a newer key, another region or the server's clock makes a difference.
  func once(
    _ request: AmazonRequest, limit: Int = 16 << 20, deadline: Duration
  ) async throws(CloudError) -> CloudResponse {
    try await signed(request) { plain throws(CloudError) in
      try await transport.send(plain, limit: limit, deadline: deadline)
    }
  }

  /// Runs `operation` with the request as it is sent.
  func signed<Value: Sendable>(
    _ request: AmazonRequest, _ operation: (CloudRequest) async throws(CloudError) -> Value
  ) async throws(CloudError) -> Value {
    var changes = 0
    while true {
      let key = try await credentials?.key()
      do {
        return try await operation(try plain(request, key))
      } catch {
        changes += 1
        guard changes <= 3, try await learnt(from: error, of: request, key) else { throw error }
      }
    }
  }

  /// Whether a refusal told something that makes the same request succeed.
  private func learnt(
    from error: CloudError, of request: AmazonRequest, _ key: AccessKey?
  ) async throws(CloudError) -> Bool {
    let settings = try settings()
    if let region = error.region, AmazonSettings.isRegion(region),
      region != memory.region(of: request.bucket) ?? settings.region
    {
      memory.note(region: region, of: request.bucket)
      return true
    }
    let isClock = error.reason == "RequestTimeTooSkewed" || error.status == 403 && error.reason == "AccessDenied"
    if isClock, let skew = error.clockSkew, abs(skew - memory.skew) > 240 {
      memory.skew = skew
      return true
    }
    if let key, let reason = error.reason, AmazonRefusal.expired.contains(reason) {
      return await credentials?.refused(key) ?? false
    }
    return false
  }

  /// The address of a request, without its query, for messages.
  func summary(_ request: AmazonRequest) -> String {
    guard let settings = try? settings() else { return "s3://\(request.bucket)" }
    let root = settings.root(of: request.bucket, region: settings.region)
    return root.origin + request.path(below: root.path)
  }

  /// The request as it is sent: with its address, signed.
  private func plain(_ request: AmazonRequest, _ key: AccessKey?) throws(CloudError) -> CloudRequest {
    let settings = try settings()
    let region = memory.region(of: request.bucket) ?? settings.region
    let root = settings.root(of: request.bucket, region: region)
    let path = request.path(below: root.path)
    let query = Signature.canonical(request.query)
    var plain = CloudRequest(request.method, root.origin + path + (query.isEmpty ? "" : "?\(query)"))
    plain.body = request.body
    plain.accepted = request.accepted
    plain.headers = request.headers
    guard let key else { return plain }
    let isProtected = SecureURL.isSafe(root.origin)
    guard key.session == nil || isProtected else {
      throw CloudError(
        .credentials, "The token of a session is only sent over https, or to this machine", request: plain.summary)
    }
    guard let host = SigningHost.of(root.origin) else {
      throw CloudError(.usage, "\(root.origin) is not an address of a server")
    }
    let signature = Signature(key: key, region: region, time: Date.now.timeIntervalSince1970 + memory.skew)
    plain.headers = signature.headers(
      request.method, host: host, path: path, query: request.query, headers: request.headers,
      body: try request.hash(isProtected: isProtected))
    return plain
  }
}

import Foundation
import NIOCore
import Support
import Transport

/// Queries a registry (OCI distribution specification), so that a push counts only when the image can be fetched.
package struct ContainerRegistry: Sendable {
  /// An image as the registry shows it.
  package struct Shown: Sendable, Equatable {
    /// The manifest's digest, `sha256:` and 64 hexadecimal digits.
    package let digest: String
    /// Such as `linux/amd64`.
    package let platforms: [String]
    /// Bytes of its compressed layers; 0 for a list of images.
    package let bytes: Int
  }

  private let client: GoogleClient
  private let environment: [String: String]
  /// Whether to speak HTTP: registries of this machine do.
  private let isPlain: Bool

  package init(_ client: GoogleClient, environment: [String: String], isPlain: Bool = false) {
    (self.client, self.environment, self.isPlain) = (client, environment, isPlain)
  }

  /// Whether Google's own token opens it.
  package static func isGoogle(_ registry: String) -> Bool { registry.hasSuffix("-docker.pkg.dev") }

  private struct Platform: Decodable {
    let os: String?
    let architecture: String?

    var text: String? { architecture.flatMap { $0 == "unknown" ? nil : "\(os ?? "linux")/\($0)" } }
  }

  private struct Part: Decodable {
    let digest: String?
    let size: Int?
    let platform: Platform?
  }

  private struct Manifest: Decodable {
    let config: Part?
    let layers: [Part]?
    let manifests: [Part]?
  }

  private static let kinds = [
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
  ].joined(separator: ", ")

  /// Fetches the manifest by the image's digest, or its tag, checks its bytes against that digest, and fetches the
  /// configuration likewise.
  ///
  /// Throws `CloudError`: with status 404 if it doesn't exist, of kind `corrupt` if the bytes differ.
  package func look(at image: ContainerImageName) async throws(CloudError) -> Shown {
    guard let registry = image.registry else {
      throw CloudError(.usage, "\(image) names no registry: write it as HOST/PATH/NAME:TAG")
    }
    let root = Self.root(registry, client.endpoints, isPlain: isPlain) + "/v2/\(image.path)"
    let answer = try await fetch("\(root)/manifests/\(Self.reference(image))", registry, accept: Self.kinds)
    let digest = Self.digest(of: answer.body)
    if let wanted = image.digest, wanted != digest {
      throw CloudError(.corrupt, "The registry returned other content for \(image) (\(digest)): push it again")
    }
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(answer.body.readableBytesView)) else {
      throw CloudError(.corrupt, "The registry's manifest of \(image) is invalid")
    }
    if let several = manifest.manifests {
      return Shown(digest: digest, platforms: several.compactMap(\.platform?.text).sorted(), bytes: 0)
    }
    guard let config = manifest.config?.digest, ContainerImageName.isDigest(config) else {
      throw CloudError(.corrupt, "The manifest of \(image) names no configuration")
    }
    let blob = try await fetch("\(root)/blobs/\(config)", registry, accept: "application/octet-stream")
    guard Self.digest(of: blob.body) == config else {
      throw CloudError(.corrupt, "The registry returned another configuration for \(image)")
    }
    let platform = try? JSONDecoder().decode(Platform.self, from: Data(blob.body.readableBytesView))
    let sizes = (manifest.layers ?? []).map { max(0, $0.size ?? 0) }
    return Shown(
      digest: digest, platforms: [platform?.text].compactMap { $0 },
      bytes: sizes.reduce(0) { $0.addingReportingOverflow($1).partialValue })
  }

  private static func root(_ registry: String, _ endpoints: Endpoints, isPlain: Bool) -> String {
    isGoogle(registry) ? endpoints.root(of: registry) : "\(isPlain ? "http" : "https")://\(registry)"
  }

  private static func reference(_ image: ContainerImageName) -> String { image.digest ?? image.tag ?? "latest" }

  /// The first question of `look(at:)`, as a value; `image` is `registered(_:)`.
  package static func request(_ image: ContainerImageName, _ endpoints: Endpoints) -> CloudRequest {
    let registry = image.registry ?? ""
    var request = CloudRequest(
      "GET", root(registry, endpoints, isPlain: false) + "/v2/\(image.path)/manifests/\(reference(image))")
    request.headers = [("Accept", kinds)]
    request.isAuthorised = isGoogle(registry)
    return request
  }

  private static func digest(of body: ByteBuffer) -> String {
    "sha256:"
      + SHA256.hash(data: Data(body.readableBytesView)).hexadecimal
  }

  /// Sends the request, logs in if required, and follows one redirect to a storage, which needs no login.
  private func fetch(_ url: String, _ registry: String, accept: String) async throws(CloudError) -> CloudResponse {
    var request = CloudRequest("GET", url)
    request.headers = [("Accept", accept)]
    request.accepted = [302, 303, 307]
    var answer: CloudResponse
    if Self.isGoogle(registry) {
      answer = try await client.send(request, limit: 4 << 20)
    } else {
      request.isAuthorised = false
      request.accepted.insert(401)
      answer = try await client.send(request, limit: 4 << 20)
      if answer.status == 401 {
        request.headers.append(("Authorization", try await authorisation(for: answer, registry)))
        request.accepted.remove(401)
        answer = try await client.send(request, limit: 4 << 20)
      }
    }
    guard (300..<400).contains(answer.status) else { return answer }
    guard let place = answer.headers["location"], SecureURL.isSafe(place) else {
      throw CloudError(.corrupt, "The registry redirected without a usable location", request: request.summary)
    }
    var next = CloudRequest("GET", place)
    next.isAuthorised = false
    return try await client.send(next, limit: 4 << 20)
  }

  private struct Token: Decodable, Sendable {
    let token: Secret?
    let accessToken: Secret?

    enum CodingKeys: String, CodingKey {
      case token
      case accessToken = "access_token"
    }
  }

  private func authorisation(for answer: CloudResponse, _ registry: String) async throws(CloudError) -> String {
    let login = RegistryLogin.find(for: registry, environment: environment)
    guard let challenge = answer.headers["www-authenticate"].flatMap(RegistryChallenge.init) else {
      throw CloudError(.credentials, "\(registry) asks for an unsupported login")
    }
    if challenge.scheme == "basic" {
      guard let login else {
        throw CloudError(.credentials, "\(registry) asks for a login: run docker login \(registry)")
      }
      guard !isPlain || SecureURL.isSafe("http://\(registry)") else {
        throw CloudError(.credentials, "A login is only sent over https, or within this machine")
      }
      return "Basic \(login.basic.revealed)"
    }
    guard let realm = challenge.parameters["realm"], SecureURL.isSafe(realm) else {
      throw CloudError(.credentials, "\(registry) names a token server that isn't https")
    }
    let query = ["service", "scope"].map { ($0, challenge.parameters[$0]) }
    var request = CloudRequest("GET", realm, query: query)
    request.isAuthorised = false
    if let login { request.headers = [("Authorization", "Basic \(login.basic.revealed)")] }
    let given = try await client.json(Token.self, request, limit: 1 << 20)
    guard let token = given.token ?? given.accessToken, token.revealed.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw CloudError(.credentials, "\(registry)'s token server's response is not a token")
    }
    return "Bearer \(token.revealed)"
  }
}

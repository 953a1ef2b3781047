import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Support

/// Sends one request once; retries are handled above.
package struct HTTPTransport: Sendable {
  /// Timeouts after which a connection counts as broken.
  package struct Options: Sendable {
    /// The time limit for connecting.
    package var connect = Duration.seconds(10)
    /// How long a connection may be silent.
    package var idle = Duration.seconds(30)
    /// Connections to a host at a time.
    package var connections = 16
    /// Which proxies URLs are requested through.
    package var proxies = Proxies()
    /// What a refusal means, by its status, headers and body.
    package var refusal: @Sendable (CloudResponse, CloudRequest) -> CloudError = RefusalText.error

    package init() {}

    /// `DOGBREED_CLOUD_IDLE` names the seconds of silence, from 0.1 to 3600.
    package init(environment: [String: String]) {
      proxies = Proxies(environment: environment)
      if let seconds = environment["DOGBREED_CLOUD_IDLE"].flatMap({ Double($0) }), (0.1...3600).contains(seconds) {
        idle = .milliseconds(Int64(seconds * 1000))
      }
    }
  }

  private let client: RoutedClient
  private let refusal: @Sendable (CloudResponse, CloudRequest) -> CloudError

  /// Runs `body` with a transport, and closes its connections afterwards. Redirects are not followed: they could
  /// carry a token elsewhere.
  package static func with<Value>(
    _ options: Options = Options(), _ body: (HTTPTransport) async throws -> Value
  ) async throws -> Value {
    var settings = ClientSettings()
    (settings.connect, settings.readIdle, settings.writeIdle) = (options.connect, options.idle, options.idle)
    (settings.connections, settings.isPlain, settings.proxies) = (options.connections, true, options.proxies)
    return try await settings.withClient { try await body(HTTPTransport(client: $0, refusal: options.refusal)) }
  }

  /// The whole answer, its body at most `limit` bytes. Throws `CloudError`.
  package func send(
    _ request: CloudRequest, token: Secret? = nil, limit: Int = 16 << 20, deadline: Duration = .seconds(600)
  ) async throws(CloudError) -> CloudResponse {
    var body = ByteBuffer()
    let head = try await receive(request, token: token, deadline: deadline) { _, piece throws(CloudError) in
      guard body.readableBytes + piece.readableBytes <= limit else {
        throw CloudError(.corrupt, "The answer is longer than \(limit) bytes", request: request.summary)
      }
      var piece = piece
      body.writeBuffer(&piece)
    }
    return CloudResponse(status: head.status, headers: head.headers, body: body)
  }

  /// Hands each piece of an accepted answer's body to `sink` as it comes, and returns the answer without its body.
  package func receive(
    _ request: CloudRequest, token: Secret? = nil, deadline: Duration = .seconds(600),
    _ sink: (CloudResponse, ByteBuffer) throws(CloudError) -> Void
  ) async throws(CloudError) -> CloudResponse {
    if token != nil, !SecureURL.isSafe(request.url) {
      throw CloudError(
        .credentials, "A token is only sent over https, or to this machine", request: request.summary)
    }
    do {
      let response = try await client.client(for: request.url).execute(
        message(request, token), timeout: TimeAmount(deadline))
      let head = CloudResponse(
        status: Int(response.status.code),
        headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }, body: ByteBuffer())
      guard (200..<300).contains(head.status) || request.accepted.contains(head.status) else {
        // The body of a refusal explains it; an unreadable one changes nothing.
        let text = (try? await response.body.collect(upTo: 256 << 10)) ?? ByteBuffer()
        throw refusal(CloudResponse(status: head.status, headers: head.headers, body: text), request)
      }
      for try await piece in response.body { try sink(head, piece) }
      return head
    } catch let error as CloudError {
      throw error
    } catch let error as HTTPClientError where error == .deadlineExceeded {
      throw CloudError(.deadline, "The deadline has passed", request: request.summary)
    } catch {
      if Task.isCancelled { throw CloudError(.deadline, "Cancelled", request: request.summary) }
      throw CloudError(.connection, "The connection failed: \(Self.words(error))", request: request.summary)
    }
  }

  private func message(_ request: CloudRequest, _ token: Secret?) -> HTTPClientRequest {
    var message = HTTPClientRequest(url: request.url)
    message.method = HTTPMethod(rawValue: request.method)
    for (name, value) in request.headers { message.headers.add(name: name, value: value) }
    message.headers.add(name: "User-Agent", value: "dogbreed")
    if let token { message.headers.add(name: "Authorization", value: "Bearer \(token.revealed)") }
    switch request.body {
    case .none: if !["GET", "HEAD"].contains(request.method) { message.body = .bytes(ByteBuffer()) }
    case .bytes(let buffer): message.body = .bytes(buffer)
    case .file(let slice): message.body = .stream(slice, length: .known(Int64(slice.count)))
    case .framed(let head, let slice, let tail):
      message.body = .stream(
        FramedSlice(head: head, slice: slice, tail: tail), length: .known(Int64(request.body.count)))
    }
    return message
  }

  private static func words(_ error: any Error) -> String {
    let attempts = error as? NIOConnectionError
    if let attempts, attempts.connectionErrors.isEmpty { return "the host \(attempts.host) can't be found" }
    if let code = (attempts?.connectionErrors.first?.error ?? error) as? IOError {
      if code.errnoCode == ECONNREFUSED { return "nothing listens there" }
      return SystemReason.of(code.errnoCode)
    }
    let text = (error as? HTTPClientError)?.shortDescription ?? "\(error)"
    return String(text.prefix(200))
  }
}

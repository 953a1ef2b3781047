import Support
import Transport

/// Waits for operations of one API.
package struct Operations: Sendable {
  /// What the requests are sent by.
  package let client: GoogleClient
  /// The API's root with its version and a slash, to which an operation's name is added.
  package let root: String
  /// How long an operation may take.
  package var limit = Duration.seconds(1800)
  /// How long to wait before the first look.
  package var first = Duration.seconds(1)

  package init(_ client: GoogleClient, root: String) {
    self.client = client
    self.root = root
  }

  /// Sends the request that starts an operation, waits for its end, and returns its `response`, if it has one.
  ///
  /// Throws `CloudError`: what the operation failed with, or of kind `deadline`.
  package func run<Value: Decodable & Sendable>(
    _ request: CloudRequest, _ type: Value.Type
  ) async throws(CloudError) -> Value? {
    let clock = ContinuousClock()
    let begun = clock.now
    var wait = OperationWait(limit: limit, first: first)
    var answer = try await client.send(request)
    // An answer besides 2xx that the request accepts has no operation: there was nothing to do.
    guard (200..<300).contains(answer.status) else { return nil }
    while true {
      let operation = try answer.decoded(LongOperation.self, of: request)
      switch wait.heard(operation, elapsed: clock.now - begun) {
      case .done: return try? answer.decoded(Response<Value>.self, of: request).response
      case .failed(let words):
        throw CloudError(.usage, "Google refused: \(words.prefix(600))", request: request.summary)
      case .tooLong:
        throw CloudError(.deadline, "It is not finished after \(Int(limit.inSeconds)) s", request: request.summary)
      case .wait(let span):
        do { try await clock.sleep(for: span) } catch { throw CloudError(.deadline, "Waiting was cancelled") }
        answer = try await client.send(CloudRequest("GET", root + operation.name))
      }
    }
  }

  private struct Response<Value: Decodable & Sendable>: Decodable, Sendable { let response: Value? }
}

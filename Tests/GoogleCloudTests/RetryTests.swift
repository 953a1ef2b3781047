import Foundation
import TestSupport
import Testing
import Transport

@testable import GoogleCloud

@Suite struct RetryTests {
  private func error(_ status: Int, retryAfter: Double? = nil) -> CloudError {
    var error = CloudError(.status(status), "x")
    error.retryAfter = retryAfter
    return error
  }

  @Test func whatIsFinalIsFinal() {
    for status in [400, 401, 403, 404, 409, 410, 412, 501] {
      #expect(!error(status).allowsAnotherTry(isRepeatable: true))
    }
    for kind in [CloudError.Kind.corrupt, .deadline, .credentials, .usage] {
      #expect(!CloudError(kind, "x").allowsAnotherTry(isRepeatable: true))
    }
    for status in [408, 429, 500, 502, 503, 504] { #expect(error(status).allowsAnotherTry(isRepeatable: true)) }
    // What may have been done is not done again, unless the server says that it wasn't.
    #expect(!error(503).allowsAnotherTry(isRepeatable: false) && error(429).allowsAnotherTry(isRepeatable: false))
  }

  @Test func theServersWishIsALowerBound() async throws {
    #expect(error(429, retryAfter: 7).leastWait == .seconds(7) && error(503).leastWait == .zero)
    #expect(error(429, retryAfter: 1e9).leastWait == .seconds(86_400))
    var retrying = Retrying(RetryPolicy())
    await #expect(throws: CloudError.self) { try await retrying.pause(after: error(429, retryAfter: 301)) }
    await #expect(throws: CloudError.self) { try await retrying.pause(after: error(404)) }
    try await retrying.pause(after: error(429, retryAfter: 0.01))
  }

  @Test func aServerThatIsNotThereIsNamed() async throws {
    await #expect {
      _ = try await HTTPTransport.with { try await $0.send(CloudRequest("GET", "http://127.0.0.1:1/x")) }
    } throws: { "\($0)".contains("nothing listens there at GET http://127.0.0.1:1/x") }
  }
}

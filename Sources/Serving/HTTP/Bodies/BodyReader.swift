import HTTPTypes
import Hummingbird
import NIOCore
import Support
import Synchronization

/// A request's whole body. Its bytes go back to the budget when the last one who works on it is done.
final class RequestBody: Sendable {
  private let bytes: Mutex<[UInt8]>
  private let share: BodyBudget.Share

  init(_ bytes: [UInt8], _ share: BodyBudget.Share) {
    self.bytes = Mutex(bytes)
    self.share = share
  }

  /// Hands the bytes over: they are freed with what is made of them, though the request continues.
  func consume() -> [UInt8] {
    bytes.withLock { bytes in
      let all = bytes
      bytes = []
      return all
    }
  }
}

/// Reads a request's body into memory within a limit for each request and a budget for all.
package struct BodyReader: Sendable {
  /// The most bytes that a body may have.
  package let limit: Int
  /// What all bodies in memory share.
  package let budget: BodyBudget

  /// Reads the whole body.
  ///
  /// Throws `Problem`: 411 when there is no body, 415 or 501 when it is compressed as a whole, 413 as soon as the limit is passed
  /// (from the header if it has it), 408 when the connection's guard gave up on a slow client, 400 when the body ends
  /// early, 503 if the budget is exhausted or memory is short.
  func body(of request: Request) async throws(Problem) -> RequestBody {
    let announced = request.headers[.contentLength].flatMap { Int($0) }
    guard announced != nil || request.headers[.transferEncoding] != nil else { throw Problem.lengthRequired }
    if let coding = request.headers[.transferEncoding], coding.lowercased() != "chunked" {
      throw Problem.transferEncoding(coding)
    }
    let coding = request.headers[.contentEncoding]?.lowercased() ?? ""
    guard ["", "identity"].contains(coding) else { throw Problem.contentEncoding(coding) }
    if let announced, announced > limit { throw Problem.contentTooLarge(limit: limit) }
    // An array that grows has up to three times its bytes for a moment.
    guard MemoryRoom.allows(3 * (announced ?? limit)) else {
      var problem = Problem.shortOfMemory
      problem.closesConnection = true
      throw problem
    }
    let share = BodyBudget.Share(of: budget)
    var body: [UInt8] = []
    if let announced { body.reserveCapacity(min(announced, 1 << 20)) }
    do {
      for try await part in request.body {
        guard body.count + part.readableBytes <= limit else { throw Problem.contentTooLarge(limit: limit) }
        guard share.grow(by: part.readableBytes) else {
          var problem = Problem.unavailable("Too many bytes are being read", retryAfter: 1)
          problem.closesConnection = true
          throw problem
        }
        body.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch is RequestReadTimeout {
      throw Problem.requestTimeout
    } catch {
      throw Problem.endedEarly
    }
    if let announced, body.count < announced { throw Problem.endedEarly }
    return RequestBody(body, share)
  }
}

extension Problem {
  fileprivate static let endedEarly: Problem = {
    var problem = Problem.malformed("The request's body ended before its announced length; send it again.")
    problem.closesConnection = true
    return problem
  }()
}

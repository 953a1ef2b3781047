import Taxonomy

/// An answer that is an error: the members of RFC 9457's `application/problem+json`.
package struct Problem: Error, Hashable, Sendable {
  package let status: Int
  package let title: String
  /// One sentence that says what to do.
  package let detail: String
  /// Seconds after which a new try makes sense; becomes `Retry-After`.
  package var retryAfter: Int?
  /// Methods that the place answers to; becomes `Allow`.
  package var allow: [String] = []
  /// Whether the connection ends with this answer, because what the client still sends is not wanted.
  package var closesConnection = false

  package init(status: Int, title: String, detail: String, retryAfter: Int? = nil) {
    self.status = status
    self.title = title
    self.detail = detail
    self.retryAfter = retryAfter
  }
}

extension Problem: CustomStringConvertible {
  package var description: String { "\(status) \(title): \(detail)" }
}

extension Problem {
  package static func malformed(_ detail: String) -> Problem {
    Problem(status: 400, title: "Malformed request", detail: detail)
  }

  package static func notFound(_ detail: String) -> Problem {
    Problem(status: 404, title: "Not found", detail: detail)
  }

  package static func methodNotAllowed(_ method: String, allowed: [String]) -> Problem {
    var problem = Problem(
      status: 405, title: "Method not allowed",
      detail: "\(method.clipped) is not answered here; use \(allowed.joined(separator: " or ")).")
    problem.allow = allowed
    return problem
  }

  package static let requestTimeout: Problem = {
    var problem = Problem(
      status: 408, title: "Request timeout", detail: "The request did not arrive in time; send it again, faster.")
    problem.closesConnection = true
    return problem
  }()

  package static let lengthRequired = Problem(
    status: 411, title: "Length required", detail: "Send the picture in the body, with a Content-Length header.")

  package static func contentTooLarge(limit: Int) -> Problem {
    var problem = Problem(
      status: 413, title: "Content too large",
      detail: "The request's body is over \(limit) bytes; send a smaller picture, or fewer of them.")
    problem.closesConnection = true
    return problem
  }

  package static func tooManyRequests(retryAfter: Int) -> Problem {
    Problem(
      status: 429, title: "Too many requests",
      detail: "This client is over its rate; try again in \(retryAfter) s.", retryAfter: retryAfter)
  }

  package static let failed = Problem(
    status: 500, title: "Internal error", detail: "The server failed on this request; its log says why.")

  package static let notKept = Problem(
    status: 500, title: "Not kept",
    detail: "The photograph couldn't be written down; try again in a moment, it is still here.")

  package static func unavailable(_ reason: String, retryAfter: Int) -> Problem {
    Problem(
      status: 503, title: "Service unavailable",
      detail: "\(reason); try again in \(retryAfter) s.", retryAfter: retryAfter)
  }

  package static let deadline = Problem(
    status: 504, title: "Deadline exceeded",
    detail: "The answer took longer than the server allows; try again when it is less busy.", retryAfter: 1)

  /// What the sender of a refused picture is told.
  package init(_ refusal: PictureRefusal) {
    switch refusal {
    case .unsupported:
      self.init(status: 415, title: "Not a picture that is read", detail: refusal.description)
    case .undecodable:
      self.init(status: 422, title: "Picture can't be decoded", detail: refusal.description)
    case .tooLarge:
      self.init(status: 422, title: "Picture too large", detail: refusal.description)
    }
  }
}

import Support
import Taxonomy

extension Problem {
  /// 400: the request can't be read.
  package static func malformed(_ detail: String) -> Problem {
    Problem(status: 400, title: "Malformed request", detail: detail)
  }

  /// 401: a key is needed.
  ///
  /// - Parameters:
  ///   - isWrong: whether a key was shown.
  ///   - asksPeople: whether a browser is to ask its user for the key.
  package static func unauthorized(isWrong: Bool, asksPeople: Bool) -> Problem {
    var problem = Problem(
      status: 401, title: "An API key is required",
      detail: "\(isWrong ? "The key isn't one of this server's" : "This server requires an API key"); "
        + "send Authorization: Bearer KEY, or in a browser the key as the password.")
    problem.challenges = ["Bearer realm=\"dogbreed\""]
    if asksPeople { problem.challenges.append("Basic realm=\"dogbreed\", charset=\"UTF-8\"") }
    problem.closesConnection = !asksPeople
    return problem
  }

  /// 404: nothing is there.
  package static func notFound(_ detail: String) -> Problem {
    Problem(status: 404, title: "Not found", detail: detail)
  }

  /// 405: the route takes other methods.
  package static func methodNotAllowed(_ method: String, allowed: [String]) -> Problem {
    var problem = Problem(
      status: 405, title: "Method not allowed",
      detail: "\(method.clipped) isn't supported here; use \(allowed.joined(separator: " or ")).")
    problem.allow = allowed
    return problem
  }

  /// 408: the request came too slowly.
  package static let requestTimeout: Problem = {
    var problem = Problem(
      status: 408, title: "Request timeout",
      detail: "The request didn't arrive in time; try again on a faster connection.")
    problem.closesConnection = true
    return problem
  }()

  /// 411: the body's length isn't stated.
  package static let lengthRequired = Problem(
    status: 411, title: "Length required", detail: "Send the image in the body, with a Content-Length header.")

  /// 415: the body is compressed.
  package static func contentEncoding(_ coding: String) -> Problem {
    var problem = Problem(
      status: 415, title: "Unsupported content encoding",
      detail: "The body's Content-Encoding is \(coding.clipped); send it as it is, images are compressed already.")
    problem.acceptsIdentityOnly = true
    problem.closesConnection = true
    return problem
  }

  /// 501: the body arrives in a way that isn't read.
  package static func transferEncoding(_ coding: String) -> Problem {
    var problem = Problem(
      status: 501, title: "Transfer encoding not implemented",
      detail: "The body's Transfer-Encoding is \(coding.clipped); send it chunked, or with a Content-Length.")
    problem.closesConnection = true
    return problem
  }

  /// 413: the body has too many bytes.
  package static func contentTooLarge(limit: Int) -> Problem {
    var problem = Problem(
      status: 413, title: "Content too large",
      detail: "The request's body is over \(byteCount(limit)); send a smaller image, or fewer of them.")
    problem.closesConnection = true
    return problem
  }

  /// Bytes as people read them.
  private static func byteCount(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : bytes >= 1 << 10 ? "\(bytes >> 10) KiB" : "\(bytes) bytes"
  }

  /// 429: the client sends too often.
  package static func tooManyRequests(retryAfter: Int) -> Problem {
    Problem(
      status: 429, title: "Too many requests",
      detail: "This client is over its rate limit; try again in \(retryAfter) s.", retryAfter: retryAfter)
  }

  /// 500: the model failed.
  package static let failed = Problem(
    status: 500, title: "Internal error", detail: "The server failed on this request; its log says why.")

  /// 507: feedback couldn't be written down.
  package static let notKept = Problem(
    status: 507, title: "Not kept",
    detail: "The image couldn't be written down; try again in a moment, it is still here.")

  /// 503: too many wait, or the model isn't ready.
  package static func unavailable(_ reason: String, retryAfter: Int) -> Problem {
    Problem(
      status: 503, title: "Service unavailable",
      detail: "\(reason); try again in \(retryAfter) s.", retryAfter: retryAfter)
  }

  /// 503: memory is short.
  package static let shortOfMemory = unavailable("The server is short of memory", retryAfter: 5)

  /// 504: the answer took too long.
  package static let deadline = Problem(
    status: 504, title: "Deadline exceeded",
    detail: "The answer took longer than the server allows; try again when it is less busy.", retryAfter: 1)

  /// The problem for a rejected image.
  package init(_ refusal: ImageRefusal) {
    switch refusal {
    case .unsupported:
      self.init(status: 415, title: "We can't read this file", detail: refusal.description)
    case .undecodable:
      self.init(status: 422, title: "Image can't be decoded", detail: refusal.description)
    case .tooLarge:
      self.init(status: 422, title: "Image too large", detail: refusal.description)
    }
  }
}

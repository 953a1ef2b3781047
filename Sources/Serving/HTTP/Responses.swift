import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Support

extension Response {
  /// An answer as JSON with sorted keys.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json")
    throws -> Response
  {
    .bytes(try JSONText.data(value), type: type, status: status)
  }

  static func bytes(_ bytes: some Collection<UInt8>, type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A problem as `application/problem+json`.
  static func problem(_ problem: Problem, inferenceProtocol: Bool = false, trace: RequestTrace? = nil) throws
    -> Response
  {
    var response = try Response.json(
      ProblemBody(problem, inferenceProtocol: inferenceProtocol, trace: trace),
      status: HTTPResponse.Status(code: problem.status), type: "application/problem+json")
    response.add(problem)
    return response
  }

  /// Adds the headers that a problem asks for.
  mutating func add(_ problem: Problem) {
    if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
    if !problem.allow.isEmpty { headers[.allow] = problem.allow.joined(separator: ", ") }
    if !problem.challenges.isEmpty { headers[values: .wwwAuthenticate] = problem.challenges }
    if problem.acceptsIdentityOnly { headers[.acceptEncoding] = "identity" }
    if problem.closesConnection { headers[.connection] = "close" }
  }
}

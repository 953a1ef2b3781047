import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The answer to something sent instead of a request.
struct HeadRefusal {
  let problem: Problem

  /// Nil for an error that isn't about a request's head.
  init?(_ error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow:
      problem = Problem(
        status: 431, title: "Request header fields too large",
        detail: "The request's URL or its fields are over 80 KiB; send shorter ones.")
    case is HTTPParserError, is HTTP1TypeConversionError:
      problem = Problem(
        status: 400, title: "Malformed request", detail: "This is not an HTTP/1 request; send one, without TLS inside.")
    default: return nil
    }
  }

  /// The whole answer, after which the connection ends.
  var parts: [HTTPResponsePart] {
    let body = (try? JSONEncoder().encode(ProblemBody(problem))) ?? Data()
    let head = HTTPResponse(
      status: HTTPResponse.Status(code: problem.status, reasonPhrase: problem.title),
      headerFields: [
        .contentType: "application/problem+json", .contentLength: String(body.count), .connection: "close",
      ])
    return [.head(head), .body(ByteBuffer(bytes: body)), .end(nil)]
  }
}

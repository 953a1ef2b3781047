import HTTPTypes
import Hummingbird
import Support
import Tracing

extension ActiveSpan {
  private static let knownMethods: Set<String> = [
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
  ]

  /// Begins the span of a request, in the trace that its `traceparent` names, or a trace of its own.
  ///
  /// Names and attributes are those of OpenTelemetry's stable conventions for HTTP servers; the query stays out, since it could
  /// hold what a client should have kept for itself.
  ///
  /// - route: the route's template; nil where no route has the path.
  init(_ tracer: any Tracer, _ request: Request, route: String?, isSecure: Bool) {
    var context = ServiceContext.topLevel
    tracer.extract(request.headers, into: &context, using: FieldsExtractor())
    let clock = SpanClock()
    let text = request.method.rawValue
    let method = Self.knownMethods.contains(text) ? text : nil
    let name = [method ?? "HTTP", route].compactMap { $0 }.joined(separator: " ")
    let span = tracer.startSpan(name, context: context, ofKind: .server, at: clock.date())
    self.init(tracer: tracer, span: span, clock: clock)
    guard span.isRecording else { return }
    var attributes: SpanAttributes = [
      "http.request.method": .string(method ?? "_OTHER"), "url.path": .string(request.uri.path.clipped(to: 200)),
      "url.scheme": isSecure ? "https" : "http", "network.protocol.version": "1.1",
    ]
    if method == nil { attributes["http.request.method_original"] = text.clipped(to: 40) }
    if let route { attributes["http.route"] = route }
    span.attributes = attributes
  }

  /// The trace's id, 32 hexadecimal digits; nil where the tracer has none.
  var traceID: String? {
    var fields = HTTPFields()
    tracer.inject(span.context, into: &fields, using: FieldsInjector())
    return FieldsExtractor().extract(key: "traceparent", from: fields).flatMap { TraceParent($0)?.trace.text }
  }

  /// Ends the span of a request with what was answered: only a server's own fault (5xx) makes it an error.
  func end(_ response: Response) {
    let status = response.status.code
    span.updateAttributes { attributes in
      attributes["http.response.status_code"] = status
      if let id = response.headers[.requestID] { attributes["http.response.header.x-request-id"] = [id] }
      if status >= 500 { attributes["error.type"] = String(status) }
    }
    if status >= 500 { span.setStatus(SpanStatus(code: .error)) }
    end()
  }
}

/// The members as they travel: `type` is `about:blank`, since the status says everything.
package struct ProblemBody: Codable, Hashable, Sendable {
  /// The kind's URL: always `about:blank`.
  package let type: String
  /// The kind in a few words.
  package let title: String
  /// The HTTP status.
  package let status: Int
  /// What is wrong with this request, and what to do.
  package let detail: String
  /// The Open Inference Protocol's name for `detail`; only its routes send it.
  package let error: String?
  /// The request's id, as in the header `X-Request-Id` and in the log.
  package let requestId: String?
  /// The id of the trace that the request is part of; nil without a `traceparent`.
  package let traceId: String?

  /// The body of a problem without the request's id.
  package init(_ problem: Problem) { self.init(problem, inferenceProtocol: false, trace: nil) }

  /// The body of a problem; `inferenceProtocol` adds the field that the v2 protocol asks for.
  init(_ problem: Problem, inferenceProtocol: Bool, trace: RequestTrace?) {
    requestId = trace?.id
    traceId = trace?.traceID
    type = "about:blank"
    title = problem.title
    status = problem.status
    detail = problem.detail
    error = inferenceProtocol ? problem.detail : nil
  }
}

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

  /// The body of a problem; `inferenceProtocol` adds the field that the v2 protocol asks for.
  package init(_ problem: Problem, inferenceProtocol: Bool = false) {
    type = "about:blank"
    title = problem.title
    status = problem.status
    detail = problem.detail
    error = inferenceProtocol ? problem.detail : nil
  }
}

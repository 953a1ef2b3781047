/// The members as they travel: `type` is `about:blank`, since the status says everything.
package struct ProblemBody: Codable, Hashable, Sendable {
  package let type: String
  package let title: String
  package let status: Int
  package let detail: String
  /// The Open Inference Protocol's name for `detail`; only its routes send it.
  package let error: String?

  package init(_ problem: Problem, inferenceProtocol: Bool = false) {
    type = "about:blank"
    title = problem.title
    status = problem.status
    detail = problem.detail
    error = inferenceProtocol ? problem.detail : nil
  }
}

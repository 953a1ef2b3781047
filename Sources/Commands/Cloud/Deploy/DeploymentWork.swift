import GoogleCloud
import Transport

/// What a course sends its requests by.
struct DeploymentWork: Sendable {
  let client: GoogleClient
  let place: CloudPlace
  let patience: Duration
  /// How long to wait before an operation is looked at; real ones take half a minute.
  var first = Duration.milliseconds(500)

  /// Starts an operation and waits for its end.
  func run<Value: Decodable & Sendable>(
    _ request: CloudRequest, root: String, _ type: Value.Type
  ) async throws(CloudError) -> Value? {
    var operations = Operations(client, root: root)
    operations.limit = patience
    operations.first = first
    return try await operations.run(request, type)
  }

  /// Runs steps whatever happens to others, and returns those that failed, each with why.
  ///
  /// Not even cancelling stops them: what they end costs money.
  func runAll(_ steps: [UndoStep], root: String) async -> [(step: UndoStep, why: CloudError)] {
    await Task {
      var failed: [(step: UndoStep, why: CloudError)] = []
      for step in steps {
        do throws(CloudError) {
          try await take(step, root: root)
        } catch {
          if error.status != 404 { failed.append((step: step, why: error)) }
        }
      }
      return failed
    }.value
  }

  /// What was only just let go of, or is still on the way, is refused for a while: such a step is tried again.
  private func take(_ step: UndoStep, root: String) async throws(CloudError) {
    for pause in [2, 8, 16, 0] {
      do throws(CloudError) {
        if let request = try await step.request(client) { _ = try await run(request, root: root, Nothing.self) }
        return
      } catch {
        let isBusy =
          error.status == 409 || error.status == 400 && ["FAILED_PRECONDITION", "ABORTED"].contains(error.reason)
        guard isBusy, pause > 0, (try? await Task.sleep(for: first * pause)) != nil else { throw error }
      }
    }
  }

  private struct Nothing: Decodable, Sendable {}
}

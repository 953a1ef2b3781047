import GoogleCloud
import Transport

/// Where to send predictions: a URL of this program's own API, or a Vertex AI endpoint's name.
enum DeployedAddress: Sendable {
  /// - audience: what an identity token is made out to, the service's own URL whatever is asked.
  case server(String, audience: String)
  case endpoint(String)

  var text: String {
    switch self {
    case .server(let address, _), .endpoint(let address): address
    }
  }
}

/// A deployment to one target, step by step. What was done so far can be undone at any step, so that afterwards either
/// the new state holds or the one before.
protocol DeploymentCourse: Sendable {
  /// What operations' names follow.
  var operationRoot: String { get }
  /// Undoes what was done, the last first.
  var undo: [UndoStep] { get }
  /// Deploys, on targets that can do so without giving it traffic, and returns where to check it.
  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress
  /// Sends traffic to what was found right, and returns the address that clients use.
  mutating func promote(_ work: DeploymentWork) async throws(CloudError) -> String
  /// Ends what the new deployment replaced and would go on costing; known after `promote`.
  var freeing: [UndoStep] { get }
  /// What runs and costs once all of that was done.
  var running: [RunningService] { get }
  /// What else people should know, once it began.
  var notes: [String] { get }
}

extension DeploymentCourse {
  var notes: [String] { [] }
}

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

/// Drives a course from its first request to its end, however it ends.
struct Deployer: Sendable {
  let work: DeploymentWork

  /// Deploys, checks and promotes; returns the address, and what runs now. Throws what failed, after everything that was
  /// done was undone; `say` hears what was undone, what still runs, and what it costs.
  func deploy(
    _ planned: any DeploymentCourse, say: (String) -> Void,
    check: (DeployedAddress) async throws -> Void
  ) async throws -> (address: String, running: [RunningService]) {
    var course = planned
    let address: String
    do {
      let found = try await course.begin(work)
      for note in course.notes { say(note) }
      try await check(found)
      address = try await course.promote(work)
    } catch {
      await takeBack(course, say)
      throw error
    }
    for (step, why) in await work.runAll(course.freeing, root: course.operationRoot) {
      say("\(step.what) still runs and costs, since it could not be ended: \(why)")
    }
    return (address, course.running)
  }

  private func takeBack(_ course: any DeploymentCourse, _ say: (String) -> Void) async {
    let steps = Array(course.undo.reversed())
    guard !steps.isEmpty else {
      say("Nothing was changed: what ran before runs on.")
      return
    }
    say("Undoing what was done.")
    let failed = await work.runAll(steps, root: course.operationRoot)
    for (step, why) in failed {
      say("\(step.what) may still run and cost; `dogbreed cloud services` shows it, `cloud stop` ends it: \(why)")
    }
    if failed.isEmpty { say("Nothing of this deployment runs any more; what ran before runs on.") }
  }
}

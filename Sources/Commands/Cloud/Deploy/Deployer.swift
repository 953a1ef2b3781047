import GoogleCloud
import Transport

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

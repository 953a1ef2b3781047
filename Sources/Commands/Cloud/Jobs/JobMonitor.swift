import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// Follows a job in a terminal: state to standard error, log to standard output, its result as the exit code.
struct JobMonitor: Sendable {
  let client: GoogleClient
  let project: String
  let region: String
  /// `projects/…/customJobs/ID`.
  let id: String
  /// Its display name.
  let name: String
  let pace: CloudPaceOptions
  let json: Bool
  /// What of the log was shown already.
  var cursor = LogCursor()

  private struct Line: Encodable {
    var time: String?
    var severity: String?
    var task: String?
    var message: String?
    var state: String?
    var note: String?
  }

  private struct Result: Encodable {
    let job: String
    let name: String
    let state: String
    let exitCode: Int32
    let error: String?
    let preemptions: Int
    let lastLines: [String]
  }

  /// Returns the outcome; nil if Ctrl-C detached. Log lines go to standard output, everything else to standard error.
  func run() async throws -> JobOutcome? {
    var timing = JobWatch.Timing()
    timing.interval = .milliseconds(Int64(pace.interval * 1000))
    timing.drain = .milliseconds(Int64(pace.drain * 1000))
    let follower = JobFollower(client, project: project, region: region, name: id, timing: timing, cursor: cursor)
    let outcome = try await Interrupts.run { try await follower.run { tell($0) } }
    if outcome == nil {
      Console.error(
        "Detached; \(name) continues. `dogbreed cloud watch \(name)` reattaches, `dogbreed cloud cancel \(name)` ends it."
      )
    }
    return outcome
  }

  // Closing standard output must not end the watch, after which the model is fetched.

  /// Reports how it ended; for a failure, the last error lines first.
  func tell(_ outcome: JobOutcome) {
    guard json else {
      for line in outcome.summary { Console.error(line) }
      return
    }
    try? Console.out(
      JSONText.line(
        Result(
          job: id, name: name, state: outcome.report.status.word, exitCode: outcome.exitCode,
          error: outcome.report.error?.message, preemptions: outcome.preemptions,
          lastLines: outcome.lastLines.map(\.text))))
  }

  private func tell(_ event: JobWatch.Event) {
    switch event {
    case .line(let entry):
      guard json else {
        try? Console.out(entry.task.map { "\($0) \(entry.text)" } ?? entry.text)
        return
      }
      show(
        Line(time: entry.timestamp, severity: entry.severity.rawValue, task: entry.task, message: entry.text), "")
    case .state(let state): show(Line(state: state.word), "\(name): \(state.word)")
    case .preempted(let resumes):
      note(
        "Its machines were preempted; when others are available it "
          + (resumes ? "resumes from its last checkpoint." : "begins again."))
    case .draining:
      note(
        "It has ended; its log is read until it was quiet for \(String(format: "%g", pace.drain)) s (--drain), since lines "
          + "may come late.")
    case .unreadable(let error):
      note("Its log can't be read (\(error.message)): ask for the role Logs Viewer. The job is followed by its state.")
    case .lost(let error): note("No response (\(error.message)); still trying.")
    case .back: note("Connected again.")
    case .slowed: note("The project's log-reading quota is used up; reading more slowly.")
    case .incomplete: note("The last lines could not be read; `dogbreed cloud logs \(name)` shows them.")
    }
  }

  private func note(_ words: String) { show(Line(note: words), words) }

  private func show(_ line: Line, _ words: String) {
    if json { try? Console.out(JSONText.line(line)) } else { Console.error(words) }
  }
}

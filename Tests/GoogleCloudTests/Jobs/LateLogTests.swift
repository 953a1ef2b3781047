import Foundation
import GoogleCloud
import Testing
import Transport

/// The end of a followed job: what comes late, what can't be read, and what a preemption means.
@Suite struct LateLogTests {
  /// A traceback that becomes readable long after the job's end is waited for, and its lines keep the reading going.
  @Test(arguments: [16.0, 59, 110]) func theLastLinesMayComeLate(_ late: Double) throws {
    var life = JobWatchTests.Life(
      states: [(0, "RUNNING"), (100, "FAILED")], lines: JobWatchTests.steps(0, 100, every: 1))
    life.lines += [(98.0, 100 + late / 2, "INFO"), (99.0, 100 + late, "ERROR"), (99.5, 100 + late + 30, "ERROR")]
    let course = try JobWatchTests.follow(life, drain: 60)
    #expect(course.lines.count == life.lines.count && Set(course.lines).count == life.lines.count)
    #expect(course.events == ["running", "failed"])
    #expect(course.outcome.summary.first == "line 101")
    #expect(course.told >= 100 + late + 30 + 60 && course.told <= 100 + late + 30 + 80)
    let hasty = try JobWatchTests.follow(life, drain: 0)
    #expect(hasty.told <= 112 && hasty.lines.count < life.lines.count)
  }

  /// Without rights on logs the job is followed by its state, and its result counts.
  @Test func aForbiddenLogHoldsNothingUp() throws {
    let life = JobWatchTests.Life(
      states: [(0, "RUNNING"), (100, "SUCCEEDED")], lines: JobWatchTests.steps(0, 100, every: 1))
    var watch = JobWatch()
    var (now, reads, forbidden) = (Duration.zero, 0, 0)
    loop: for _ in 0..<1000 {
      switch watch.next(now: now) {
      case .wait(let span): now += span
      case .readState: _ = watch.heard(try JobWatchTests.report(life, at: now / .seconds(1)), now: now)
      case .readLogs:
        reads += 1
        for case .unreadable in watch.failedLogs(CloudError(.status(403), "no"), now: now) { forbidden += 1 }
      case .end: break loop
      }
    }
    #expect(reads == 1 && forbidden == 1 && now >= .seconds(100) && now <= .seconds(111))
    #expect(try watch.outcome().exitCode == 0)
  }

  @Test func onlyACheckpointIsResumedFrom() throws {
    func report(_ words: [String]) throws -> JobReport {
      var job = TrainingJob(
        name: "a", image: "i.example/x:1", arguments: words, machine: try MachineChoice(parsing: "n1-standard-8"))
      job.strategy = .spot
      var body = try JSONTree(of: job.body())
      body["name"] = .text("projects/p/locations/r/customJobs/1")
      return try JSONDecoder().decode(JobReport.self, from: JSONEncoder().encode(body))
    }
    #expect(try report(["--resume-if-any", "--tune", "full"]).resumes)
    #expect(try report(["--tune=last:3", "--resume-if-any"]).resumes)
    for words in [["--resume-if-any"], ["--resume-if-any", "--tune=head"], ["--tune", "full"], []] {
      #expect(try !report(words).resumes, "\(words)")
    }
  }
}

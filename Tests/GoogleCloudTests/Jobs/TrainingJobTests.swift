import Foundation
import GoogleCloud
import Testing
import Transport

@Suite struct TrainingJobTests {
  private func job(_ change: (inout TrainingJob) -> Void = { _ in }) throws -> TrainingJob {
    var job = TrainingJob(
      name: "a", image: "i.example/x:1", arguments: ["--epochs=2"],
      machine: try MachineChoice(parsing: "n1-standard-8+t4"))
    change(&job)
    return job
  }

  @Test func severalMachinesAreTwoPools() throws {
    let one = try job().body().jobSpec.workerPoolSpecs
    #expect(one.map(\.replicaCount) == ["1"])
    let five = try job { $0.machines = 5 }.body().jobSpec
    #expect(five.workerPoolSpecs.map(\.replicaCount) == ["1", "4"])
    #expect(five.workerPoolSpecs[0].containerSpec == five.workerPoolSpecs[1].containerSpec)
    #expect(five.scheduling?.restartJobOnWorkerRestart == true)
  }

  @Test func spotBeginsAgain() throws {
    let scheduling = try job {
      $0.strategy = .spot
      $0.timeout = .seconds(5400)
    }.body().jobSpec.scheduling
    #expect(scheduling?.strategy == .spot && scheduling?.timeout == "5400s")
    #expect(scheduling?.restartJobOnWorkerRestart == true)
  }

  /// Only flex-start heeds how long a job may wait.
  @Test func aLimitOfWaitingIsSentWhereItCounts() throws {
    for strategy in CustomJob.Strategy.allCases {
      let scheduling = try job {
        $0.strategy = strategy
        $0.patience = .seconds(60)
      }.body().jobSpec.scheduling
      #expect(scheduling?.maxWaitDuration == (strategy == .flexStart ? "60s" : nil))
    }
  }

  @Test func whatVertexWouldRefuseIsFoundFirst() throws {
    let changes: [(String, (inout TrainingJob) -> Void)] = [
      ("128 plain", { $0.name = String(repeating: "a", count: 129) }), ("128 plain", { $0.name = "a\nb" }),
      ("not an image name", { $0.image = "a b" }), ("not an image name", { $0.image = "--x" }),
      ("1 to 100", { $0.machines = 0 }),
      ("28 days", { $0.timeout = .seconds(30 * 86_400) }), ("gs://", { $0.outputs = "/tmp" }),
      ("--service-account", { $0.tensorboard = "projects/p/locations/r/tensorboards/1" }),
      ("lower-case", { $0.labels = ["A": "b"] }), ("lower-case", { $0.labels = ["1a": "b"] }),
      ("64 labels", { job in for number in 0..<65 { job.labels["a\(number)"] = "b" } }),
      ("100 to 64000", { $0.diskGigabytes = 1 }), ("keyRings", { $0.key = "k" }),
    ]
    for (words, change) in changes {
      let error = #expect(throws: CloudError.self) { try job(change).body() }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? words)")
    }
  }

  @Test func statesAndTheirExitCodes() {
    let codes: [(String, Int32?)] = [
      ("SUCCEEDED", 0), ("FAILED", 1), ("EXPIRED", 1), ("PARTIALLY_SUCCEEDED", 1), ("CANCELLED", 130), ("RUNNING", nil),
      ("QUEUED", nil), ("CANCELLING", nil), ("SOMETHING_NEW", nil),
    ]
    for (name, code) in codes {
      let state = JobState(wire: "JOB_STATE_\(name)")
      #expect(state.exitCode == code && state.isFinal == (code != nil) && state.word == name.lowercased())
    }
  }

  @Test func shortagesAreToldApart() throws {
    var refused = CloudError(
      .status(429), "Quota exceeded for aiplatform.googleapis.com/custom_model_training_nvidia_t4_gpus")
    #expect(Shortage(refused) == .quota(refused.message))
    refused = CloudError(.status(429), "Resources are insufficient in region: us-central1")
    #expect(Shortage(refused) == .stockOut(refused.message))
    // Compute Engine's own words for it, with details or without.
    for code in ["ZONE_RESOURCE_POOL_EXHAUSTED", "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS"] {
      let failure = try JSONDecoder().decode(
        JobReport.Failure.self, from: Data(#"{"code": 13, "message": "\#(code): try another zone"}"#.utf8))
      #expect(Shortage(failure) == .stockOut("\(code): try another zone"))
    }
    #expect(Shortage(CloudError(.status(403), "no")) == nil)
    #expect(Shortage(JobReport.Failure?.none) == nil)
  }

  @Test func argumentsAreFoundInBothSpellings() throws {
    let text = #"""
      {"name": "projects/p/locations/r/customJobs/12", "jobSpec": {"workerPoolSpecs": [{"machineSpec": {"machineType": "a"},
      "replicaCount": "1", "diskSpec": {"bootDiskType": "pd-ssd", "bootDiskSizeGb": 100},
      "containerSpec": {"imageUri": "i", "args": ["--model_dir=gs://b/m", "--log-dir", "gs://b/l"]}}]}}
      """#
    let report = try JSONDecoder().decode(JobReport.self, from: Data(text.utf8))
    #expect(report.argument("model-dir") == "gs://b/m" && report.argument("log-dir") == "gs://b/l")
    #expect(report.argument("data-dir") == nil && report.id == "12" && report.region == "r")
    // A job of another kind is a job anyway.
    let strange =
      #"{"name": "x", "jobSpec": {"workerPoolSpecs": [{"pythonPackageSpec": {}}]}, "state": "JOB_STATE_RUNNING"}"#
    #expect(try JSONDecoder().decode(JobReport.self, from: Data(strange.utf8)).status == .running)
  }
}

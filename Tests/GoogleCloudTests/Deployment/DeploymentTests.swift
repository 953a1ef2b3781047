import Foundation
import GoogleCloud
import TestSupport
import Testing

@Suite struct DeploymentTests {
  @Test func memoryFollowsTheModel() throws {
    let small = try CloudRunSize(for: ServingNeeds(modelBytes: 30 << 20), memory: nil, cores: nil)
    #expect(small.memory == 512 && small.cores == 2)
    let large = try CloudRunSize(for: ServingNeeds(modelBytes: 3000 << 20), memory: nil, cores: nil)
    #expect(large.memory >= 256 + 9000 && large.memory <= 10_240 && large.cores == 4)
    #expect(try CloudRunSize(for: ServingNeeds(modelBytes: 1), memory: 20_000, cores: nil).cores == 6)
    #expect(try CloudRunSize(for: ServingNeeds(modelBytes: 1), memory: 600, cores: 8).memory == 4096)
    for (bytes, memory, cores, words) in [
      (300 << 20, 512, nil, "not enough"), (20_000 << 20, nil, nil, "vertex-endpoint"), (1, 600, 3, "1, 2, 4, 6 or 8"),
      (1, 8192, 1, "at least 2 cores"),
    ] as [(Int, Int?, Int?, String)] {
      let error = #expect(throws: CloudError.self) {
        try CloudRunSize(for: ServingNeeds(modelBytes: bytes), memory: memory, cores: cores)
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  private func plan(_ change: (inout CloudRunPlan) -> Void = { _ in }) throws -> CloudRunPlan {
    var plan = CloudRunPlan(
      name: "dogbreed", image: "i.example/x:1",
      size: try CloudRunSize(for: ServingNeeds(modelBytes: 1), memory: nil, cores: nil), revision: "v2")
    change(&plan)
    return plan
  }

  @Test func trafficIsSharedWithWhatServes() throws {
    #expect(try plan().body(serving: "dogbreed-v1").traffic.map(\.type) == ["TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"])
    let shared = try plan { $0.share = 10 }.body(serving: "dogbreed-v1").traffic
    #expect(shared.map(\.revision) == ["dogbreed-v1", "dogbreed-v2"] && shared.map(\.percent) == [90, 10])
    #expect(shared[1].tag == "new")
    // The first revision takes all.
    #expect(try plan { $0.share = 10 }.body(serving: nil).traffic.map(\.percent) == [100])
    let text = #"""
      {"uri": "https://a", "latestReadyRevision": "projects/p/locations/r/services/d/revisions/d-v3", "trafficStatuses":
      [{"revision": "d-v1", "percent": 20}, {"revision": "d-v2", "percent": 80}, {"tag": "new", "uri": "https://new"}]}
      """#
    let report = try JSONDecoder().decode(CloudRunReport.self, from: Data(text.utf8))
    #expect(report.serving == "d-v2" && report.address == "https://new")
  }

  @Test func whatCloudRunWouldRefuseIsFoundFirst() throws {
    for (words, change) in [
      ("lower-case", { $0.name = "Dog" }), ("lower-case", { $0.name = "1dog" }), ("lower-case", { $0.name = "dog-" }),
      ("--max-instances", { $0.minInstances = 9 }), ("--min-instances", { $0.minInstances = -1 }),
      ("--concurrency", { $0.concurrency = 0 }), ("--traffic", { $0.share = 101 }),
    ] as [(String, (inout CloudRunPlan) -> Void)] {
      let error = #expect(throws: CloudError.self) { try plan(change).body(serving: nil) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test func appYamlSaysWhatTheBodySays() throws {
    var plan = try AppEnginePlan(image: "i.example/x:1", needs: ServingNeeds(modelBytes: 100 << 20), version: "v1")
    plan.environment = ["DOGBREED_MODEL": "gs://b/a \"b\""]
    let body = try plan.body()
    for line in [
      "runtime: custom", "env: flex", "  cpu: \(plan.cores)", "  memory_gb: \(body.resources.memoryGb)",
      "  path: /readyz", "  DOGBREED_MODEL: \"gs://b/a \\\"b\\\"\"", "  max_num_instances: 4",
    ] { #expect(plan.yaml.split(separator: "\n").contains { $0 == line }, "\(line)") }
    #expect(body.resources.memoryGb >= 0.9 * Double(plan.cores) - 0.4)
    plan.minInstances = 0
    #expect(throws: CloudError.self) { try plan.body() }
    #expect(throws: CloudError.self) {
      try AppEnginePlan(image: "i", needs: ServingNeeds(modelBytes: 100 << 30), version: "v1")
    }
  }

  @Test func endpointsAreCheckedAgainstTheirMachine() throws {
    var plan = EndpointPlan(name: "d", image: "i.example/x:1", machine: try MachineChoice(parsing: "n1-standard-4"))
    try plan.check(needs: ServingNeeds(modelBytes: 100 << 20))
    #expect(throws: CloudError.self) { try plan.check(needs: ServingNeeds(modelBytes: 8 << 30)) }
    #expect(throws: CloudError.self) { try plan.check(needs: ServingNeeds(modelBytes: 11 << 30)) }
    plan.minReplicas = 3
    #expect(throws: CloudError.self) { try plan.check(needs: ServingNeeds(modelBytes: 1)) }
  }

  @Test func operationsAreWaitedForWithGrowingPauses() throws {
    func operation(_ text: String) throws -> LongOperation {
      try JSONDecoder().decode(LongOperation.self, from: Data(text.utf8))
    }
    var wait = OperationWait(limit: .seconds(60), first: .seconds(1), ceiling: .seconds(2))
    let running = try operation(#"{"name": "o"}"#)
    #expect(wait.heard(running, elapsed: .zero) == .wait(.seconds(1)))
    #expect(wait.heard(running, elapsed: .seconds(1)) == .wait(.milliseconds(1500)))
    #expect(wait.heard(running, elapsed: .seconds(3)) == .wait(.seconds(2)))
    #expect(wait.heard(running, elapsed: .seconds(61)) == .tooLong)
    #expect(wait.heard(try operation(#"{"name": "o", "done": true}"#), elapsed: .seconds(61)) == .done)
    let failed = try operation(#"{"name": "o", "done": true, "error": {"code": 9, "message": "no"}}"#)
    #expect(wait.heard(failed, elapsed: .zero) == .failed("no"))
  }

  @Test func quotasAreReadByRegion() throws {
    let text = #"""
      {"consumerQuotaLimits": [{"quotaBuckets": [{"effectiveLimit": "1"},
      {"effectiveLimit": "4", "dimensions": {"region": "europe-west4"}},
      {"effectiveLimit": "-1", "dimensions": {"region": "us-central1"}}]}]}
      """#
    let metric = try JSONDecoder().decode(QuotaMetric.self, from: Data(text.utf8))
    #expect(metric.allowed(in: "europe-west4") == 4 && metric.allowed(in: "us-central1") == Int.max)
    #expect(metric.allowed(in: "asia-east1") == 1)
    #expect(try JSONDecoder().decode(QuotaMetric.self, from: Data("{}".utf8)).allowed(in: "a") == nil)
  }

  @Test(arguments: [
    ("EUROPE-WEST4", "europe-west4", true), ("EU", "europe-west4", true), ("US", "europe-west4", false),
    ("US", "us-east1", true), ("EUROPE-WEST1", "europe-west4", false), ("EUR4", "europe-north1", true),
  ])
  func bucketsServeTheirRegions(_ location: String, _ region: String, _ serves: Bool) throws {
    let place = try JSONDecoder().decode(BucketPlace.self, from: Data(#"{"location": "\#(location)"}"#.utf8))
    #expect(place.serves(region) == serves)
  }
}

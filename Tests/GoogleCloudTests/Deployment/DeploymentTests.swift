import Foundation
import TestSupport
import Testing
import Transport

@testable import GoogleCloud

@Suite struct DeploymentTests {
  @Test func memoryFollowsTheModel() throws {
    func needs(_ memory: Int, least: Int? = nil) -> ServingNeeds {
      ServingNeeds(modelBytes: 30 << 20, memory: memory, leastMemory: least)
    }
    let small = try CloudRunSize(for: needs(400), memory: nil, cores: nil)
    #expect(small.memory == 512 && small.cores == 2)
    let large = try CloudRunSize(for: needs(9256), memory: nil, cores: nil)
    #expect(large.memory == 10_240 && large.cores == 4)
    #expect(try CloudRunSize(for: needs(1), memory: 20_000, cores: nil).cores == 6)
    #expect(try CloudRunSize(for: needs(1), memory: 600, cores: 8).memory == 4096)
    // Less than what many requests at a time need, but enough to start.
    #expect(try CloudRunSize(for: needs(2000, least: 450), memory: 512, cores: nil).memory == 512)
    for (needs, memory, cores, words) in [
      (needs(1156, least: 600), 512, nil, "not enough"), (needs(60_000), nil, nil, "vertex-endpoint"),
      (needs(1), 600, 3, "1, 2, 4, 6 or 8"), (needs(1), 8192, 1, "at least 2 cores"),
    ] as [(ServingNeeds, Int?, Int?, String)] {
      let error = #expect(throws: CloudError.self) { try CloudRunSize(for: needs, memory: memory, cores: cores) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  private func plan(_ change: (inout CloudRunPlan) -> Void = { _ in }) throws -> CloudRunPlan {
    var plan = CloudRunPlan(
      name: "dogbreed", image: "i.example/x:1",
      size: try CloudRunSize(for: ServingNeeds(modelBytes: 1, memory: 1), memory: nil, cores: nil), revision: "v2")
    change(&plan)
    return plan
  }

  @Test func trafficIsSharedWithWhatServes() throws {
    func report(_ statuses: String) throws -> CloudRunReport {
      try JSONDecoder().decode(
        CloudRunReport.self,
        from: Data(
          #"{"uri": "https://a", "latestReadyRevision": "projects/p/locations/r/services/d/revisions/d-v1", "trafficStatuses": [\#(statuses)]}"#
            .utf8))
    }
    let one = try report(#"{"percent": 100}"#)
    #expect(one.held.map(\.revision) == ["d-v1"] && one.address == "https://a")
    #expect(try one.traffic(sharedWith: plan()) == [.latest])
    let shared = try one.traffic(sharedWith: plan { $0.share = 10 })
    #expect(shared.map(\.revision) == ["d-v1", "dogbreed-v2"] && shared.map(\.percent) == [90, 10])
    #expect(shared[1].tag == "new")
    // What others split stays split in its proportions, and a canary's own address is the one to ask.
    let two = try report(
      #"{"revision": "d-v0", "percent": 33}, {"revision": "d-v1", "percent": 67, "tag": "new", "uri": "https://new"}"#)
    #expect(two.address == "https://new" && two.held.map(\.tag) == [nil, nil])
    let three = try two.traffic(sharedWith: plan { $0.share = 10 })
    #expect(three.map(\.percent) == [29, 61, 10] && three.map(\.revision) == ["d-v0", "d-v1", "dogbreed-v2"])
  }

  /// A second deployment changes what this program decides, and nothing else.
  @Test func whatOthersSetStays() throws {
    var plan = try plan {
      $0.environment = ["DOGBREED_MODEL": "gs://b/new"]
      $0.labels = ["app": "dogbreed"]
    }
    let update = try CloudRunUpdate(plan, into: BodyTests.foreignService(), report: BodyTests.foreignReport())
    #expect(update.mask == ["template", "traffic", "labels"] && update.body["etag"] == .text("abc"))
    #expect(update.body["invokerIamDisabled"] == nil && update.body["ingress"] == nil)
    #expect(update.body["labels"] == .object(["team": .text("dogs"), "app": .text("dogbreed")]))
    let template = try #require(update.body["template"])
    #expect(template["vpcAccess"]?["connector"] == .text("c") && template["annotations"]?["a"] == .text("b"))
    #expect(template["serviceAccount"] == .text("own@p.iam.gserviceaccount.com") && template["volumes"] != nil)
    #expect(template["scaling"] == .object(["minInstanceCount": .whole(2), "maxInstanceCount": .whole(9)]))
    #expect(template["revision"] == .text("dogbreed-v2"))
    let containers = template["containers"]?.elements ?? []
    #expect(containers.count == 2 && containers[0]["image"] == .text("i.example/proxy:1"))
    #expect(containers[1]["image"] == .text("i.example/x:1") && containers[1]["volumeMounts"] != nil)
    #expect(containers[1]["resources"]?["limits"]?["cpu"] == .text("2"))
    let names = (containers[1]["env"]?.elements ?? []).map { $0["name"]?.string ?? "" }
    #expect(names == ["TOKEN", "DOGBREED_MODEL"])
    let traffic = update.body["traffic"]?.elements ?? []
    #expect(traffic.map { $0["revision"]?.string } == ["dogbreed-v1", "dogbreed-v2", "dogbreed-v0"])
    #expect(traffic.map { $0["tag"]?.string } == [nil, "new", "stable"])
    plan.isPublic = true
    (plan.minInstances, plan.serviceAccount) = (0, "other@p.iam.gserviceaccount.com")
    let open = try CloudRunUpdate(plan, into: BodyTests.foreignService(), report: BodyTests.foreignReport())
    #expect(open.mask.contains("invokerIamDisabled") && open.body["invokerIamDisabled"] == .bool(true))
    #expect(open.body["template"]?["scaling"]?["minInstanceCount"] == .whole(0))
    #expect(open.body["template"]?["serviceAccount"] == .text("other@p.iam.gserviceaccount.com"))
  }

  @Test func treesAreLaidOverOneAnother() throws {
    func tree(_ text: String) throws -> JSONTree { try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8)) }
    let merged = try tree(#"{"a": {"b": 1, "c": 2}, "l": [{"x": 1}, {"x": 2}], "p": [1, 2], "k": 1.5, "t": true}"#)
      .merging(
        tree(#"{"a": {"c": null, "d": "e"}, "l": [{"y": 3}], "p": [9], "n": {"m": null, "o": 1}}"#))
    #expect(
      try merged
        == tree(
          #"{"a": {"b": 1, "d": "e"}, "l": [{"x": 1, "y": 3}, {"x": 2}], "p": [9], "k": 1.5, "t": true, "n": {"o": 1}}"#
        ))
  }

  @Test func whatCloudRunWouldRefuseIsFoundFirst() throws {
    for (words, change) in [
      ("lower-case", { $0.name = "Dog" }), ("lower-case", { $0.name = "1dog" }), ("lower-case", { $0.name = "dog-" }),
      (
        "--max-instances",
        {
          $0.minInstances = 9
          $0.maxInstances = 4
        }
      ), ("--min-instances", { $0.minInstances = -1 }),
      ("--concurrency", { $0.concurrency = 0 }), ("--traffic", { $0.share = 101 }),
    ] as [(String, (inout CloudRunPlan) -> Void)] {
      let error = #expect(throws: CloudError.self) { try plan(change).check() }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test func appYamlSaysWhatTheBodySays() throws {
    var plan = try AppEnginePlan(
      image: "i.example/x:1", needs: ServingNeeds(modelBytes: 100 << 20, memory: 556), version: "v1")
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
      try AppEnginePlan(image: "i", needs: ServingNeeds(modelBytes: 100 << 30, memory: 300 << 10), version: "v1")
    }
  }

  /// What others made a secret under our variable's name becomes our plain one: both at once are refused.
  @Test func aVariableHasOneKind() throws {
    let text =
      #"{"template": {"containers": [{"ports": [{}], "env": [{"name": "DOGBREED_MODEL", "valueSource": {}}]}]}}"#
    let plan = try plan { $0.environment = ["DOGBREED_MODEL": "gs://b/new"] }
    let update = try CloudRunUpdate(
      plan, into: JSONDecoder().decode(JSONTree.self, from: Data(text.utf8)), report: BodyTests.foreignReport())
    let container = try #require(update.body["template"]?["containers"]?.elements.first)
    #expect(
      container["env"]?.elements == [.object(["name": .text("DOGBREED_MODEL"), "value": .text("gs://b/new")])])
    // A revision's name is the service's with ours behind it, of 63 characters at most.
    var long = CloudRunPlan(
      name: String(repeating: "d", count: 48), image: "i/x:1", size: plan.size, revision: "v20260131-010203")
    #expect(throws: CloudError.self) { try long.check() }
    long.name = String(repeating: "d", count: 46)
    try long.check()
  }

  @Test func endpointsAreCheckedAgainstTheirMachine() throws {
    var plan = EndpointPlan(
      name: "d", image: "i.example/x:1", machine: try MachineChoice(parsing: "n1-standard-4"), stamp: "v1")
    try plan.check(needs: ServingNeeds(modelBytes: 100 << 20, memory: 556))
    #expect(throws: CloudError.self) { try plan.check(needs: ServingNeeds(modelBytes: 8 << 30, memory: 24 << 10)) }
    #expect(throws: CloudError.self) { try plan.check(needs: ServingNeeds(modelBytes: 11 << 30, memory: 600)) }
    plan.minReplicas = 3
    #expect(throws: CloudError.self) { try plan.check(needs: ServingNeeds(modelBytes: 1, memory: 300)) }
  }

  @Test func repositoriesAreFoundInImageNames() throws {
    let requests = PreflightRequests(endpoints: Endpoints(), project: "p")
    let found = try #require(requests.repository(of: "europe-west4-docker.pkg.dev/p/dogbreed/serve:1"))
    #expect(
      found.request.url
        == "https://artifactregistry.googleapis.com/v1/projects/p/locations/europe-west4/repositories/dogbreed")
    #expect(found.name == "dogbreed" && found.region == "europe-west4")
    for image in ["docker.io/p/dogbreed/serve:1", "europe-west4-docker.pkg.dev/p/dogbreed", "x"] {
      #expect(requests.repository(of: image) == nil, "\(image)")
    }
  }

  @Test func theConsoleShowsWhatWasMade() {
    let job = "projects/p/locations/europe-west4/customJobs/12"
    #expect(
      ConsoleAddress.job(job)
        == "https://console.cloud.google.com/vertex-ai/locations/europe-west4/training/12?project=p")
    #expect(
      ConsoleAddress.log(ofJob: job, project: "p")
        == "https://console.cloud.google.com/logs/query;query=resource.labels.job_id%3D%2212%22?project=p")
    #expect(ConsoleAddress.job("projects/p/x") == nil)
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
    // The advice names a region, never a multi-region.
    let advised = place.advice.firstMatch(of: /--region ([a-z0-9-]+)/).map { String($0.1) }
    #expect(advised.map { place.serves($0) && $0.contains("-") } == true, "\(place.advice)")
  }
}

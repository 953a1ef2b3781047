import Foundation
import GoogleCloud
import TestSupport
import Testing
import Transport

/// Every body that is sent, checked against Google's own protocol buffers and discovery documents.
@Suite(.enabled(if: ReferencePython.available)) struct BodyTests {
  private struct Verdict: Decodable {
    let proto: String?
    let discovery: String?
  }

  private static func json(_ value: some Encodable) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any] ?? [:]
  }

  private static func text(_ request: CloudRequest) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data((request.bodyText ?? "").utf8)) as? [String: Any] ?? [:]
  }

  private static func verdicts(_ cases: [(kind: String, body: [String: Any])]) throws -> [Verdict] {
    let folder = try TemporaryFolder()
    let lines = try cases.map {
      String(decoding: try JSONSerialization.data(withJSONObject: ["kind": $0.kind, "body": $0.body]), as: UTF8.self)
    }
    let file = try folder.write(Array(lines.joined(separator: "\n").utf8), to: "cases.jsonl")
    let script = try String(
      contentsOf: RealImages.checkout.appending(path: "Tests/Reference/cloud_bodies.py"), encoding: .utf8)
    let output = try ReferencePython.run(script, [file.path])
    return try output.split(separator: "\n").map { try JSONDecoder().decode(Verdict.self, from: Data($0.utf8)) }
  }

  /// Kinds whose protocol buffers aren't among the reference packages.
  private static let discoveryOnly: Set = ["Bucket", "Repository", "EnableServices", "IdToken", "Account"]

  /// Laid over a job: a machine of another kind, a reservation, a disk, a label.
  private static let spec: JSONTree = .object([
    "labels": .object(["team": .text("dogs")]),
    "jobSpec": .object([
      "persistentResourceId": .text("pool"),
      "workerPoolSpecs": .list([
        .object([
          "machineSpec": .object([
            "machineType": .text("a3-megagpu-8g"), "acceleratorType": .text("NVIDIA_H100_MEGA_80GB"),
            "acceleratorCount": .whole(8),
            "reservationAffinity": .object(["reservationAffinityType": .text("ANY_RESERVATION")]),
          ]), "diskSpec": .object(["bootDiskSizeGb": .whole(500)]),
        ])
      ]),
    ]),
  ])

  static func fullJob() throws -> TrainingJob {
    var job = TrainingJob(
      name: "GPU_V1_DATE_TIME_20260131_010203", image: "europe-west4-docker.pkg.dev/p/r/train-gpu@sha256:1",
      arguments: ["--epochs=30", "--use_cuda"], machine: try MachineChoice(parsing: "n1-standard-8+t4"))
    job.environment = ["A": "b"]
    job.machines = 3
    job.labels = ["dogbreed_job": "x"]
    job.strategy = .flexStart
    job.key = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
    job.hasWebAccess = true
    job.timeout = .seconds(86_400)
    job.patience = .milliseconds(1500)
    job.serviceAccount = "a@p.iam.gserviceaccount.com"
    job.network = "projects/1/global/networks/default"
    job.tensorboard = "projects/p/locations/europe-west4/tensorboards/1"
    job.outputs = "gs://b/models/x-run"
    return job
  }

  private static func setupBodies() throws -> [(kind: String, body: [String: Any])] {
    let setup = SetupRequests(endpoints: Endpoints(), project: "p")
    let small = TrainingJob(
      name: "a", image: "i.example/x:1", arguments: [], machine: try MachineChoice(parsing: "e2-standard-4"))
    return [
      ("Bucket", try text(setup.bucket("abc", region: "europe-west4"))),
      ("Repository", try text(setup.repository("dogbreed", region: "europe-west4"))),
      ("EnableServices", try text(setup.enable(["run.googleapis.com"]))),
      ("Account", try text(setup.account("dogbreed"))),
      ("IdToken", try text(IdentityToken.request(Endpoints(), account: "a@p", audience: "https://s"))),
      ("CustomJob", try json(small.body())),
    ]
  }

  private static func bodies() throws -> [(kind: String, body: [String: Any])] {
    let needs = ServingNeeds(modelBytes: 120 << 20, memory: 616)
    var run = CloudRunPlan(
      name: "dogbreed", image: "i.example/x:1", size: try CloudRunSize(for: needs, memory: nil, cores: nil),
      revision: "v20260131-010203")
    run.environment = ["DOGBREED_MODEL": "gs://b/m"]
    run.arguments = ["serve"]
    run.isPublic = true
    run.serviceAccount = "a@p.iam.gserviceaccount.com"
    run.labels = ["app": "dogbreed"]
    run.minInstances = 1
    let update = try CloudRunUpdate(run, into: Self.foreignService(), report: Self.foreignReport())
    var app = try AppEnginePlan(image: "i.example/x:1", needs: needs, version: "v1")
    app.environment = ["DOGBREED_MODEL": "gs://b/m"]
    app.serviceAccount = "a@p.iam.gserviceaccount.com"
    var endpoint = EndpointPlan(
      name: "dogbreed", image: "i.example/x:1", machine: try MachineChoice(parsing: "n1-standard-4+t4"),
      stamp: "v20260131-010203")
    endpoint.model = "gs://b/m"
    endpoint.number = "1234567890"
    endpoint.version = "dogbreed 0123"
    endpoint.environment = ["A": "b"]
    endpoint.labels = ["app": "dogbreed"]
    endpoint.serviceAccount = "a@p.iam.gserviceaccount.com"
    return [
      ("CustomJob", try json(fullJob().body())),
      ("CustomJob", try json(JSONTree(of: fullJob().body()).merging(Self.spec))),
      ("Service", try json(run.body())), ("Service", try json(update.body)),
      ("Service", try json(CloudRunUpdate(traffic: Self.foreignReport().held, of: Self.foreignService()).body)),
      ("Version", try json(app.body())),
      ("AppEngineService", try text(AppEngineRequests(endpoints: Endpoints(), project: "p").serve(app))),
      ("Version", try text(AppEngineRequests(endpoints: Endpoints(), project: "p").stop("v1", of: "default"))),
      ("UploadModel", try json(endpoint.upload(parent: nil))),
      ("UploadModel", try json(endpoint.upload(parent: "projects/p/locations/r/models/1"))),
      ("Endpoint", try json(endpoint.endpoint)),
      ("DeployModel", try json(endpoint.deploy(model: "projects/p/locations/r/models/1"))),
      (
        "UndeployModel",
        try text(
          EndpointRequests(CloudRegion(Endpoints(), project: "p", region: "r")).undeploy(
            "5", endpoint: "projects/p/locations/r/endpoints/1", split: ["4": 100]))
      ),
      ("Predict", try json(VertexBodies.Predict(images: ["aGk="], top: 5))),
      (
        "Build",
        try json(
          ContainerImageBuild(
            bucket: "b", object: "s.tar.gz", generation: "7", words: ["build", "--file", "x", "."],
            images: ["i.example/x:1", "i.example/x:source-1"]))
      ),
      ("ListLogEntries", try json(LogQuery(project: "p", job: "1", since: "2026-01-31T00:00:00Z", page: "x"))),
    ]
  }

  /// A service to which others added a network, a secret, a container next to ours, and a tag.
  static func foreignService() throws -> JSONTree {
    let text = #"""
      {"name": "projects/p/locations/r/services/dogbreed", "etag": "abc", "labels": {"team": "dogs"}, "uri": "https://s.example",
      "template": {"revision": "dogbreed-v1", "vpcAccess": {"connector": "c"}, "annotations": {"a": "b"},
      "scaling": {"minInstanceCount": 2, "maxInstanceCount": 9}, "serviceAccount": "own@p.iam.gserviceaccount.com",
      "volumes": [{"name": "v", "secret": {"secret": "s"}}],
      "containers": [{"name": "beside", "image": "i.example/proxy:1"}, {"image": "i.example/x:0", "buildInfo": {},
      "ports": [{"containerPort": 8080}], "volumeMounts": [{"name": "v", "mountPath": "/s"}],
      "resources": {"limits": {"cpu": "1", "memory": "512Mi"}},
      "env": [{"name": "TOKEN", "valueSource": {"secretKeyRef": {"secret": "s", "version": "1"}}},
      {"name": "DOGBREED_MODEL", "value": "gs://b/old"}]}]},
      "traffic": [{"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100},
      {"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", "revision": "dogbreed-v0", "tag": "stable"}],
      "latestReadyRevision": "projects/p/locations/r/services/dogbreed/revisions/dogbreed-v1",
      "trafficStatuses": [{"percent": 100}, {"revision": "dogbreed-v0", "tag": "stable", "uri": "https://stable"}]}
      """#
    return try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
  }

  static func foreignReport() throws -> CloudRunReport {
    try JSONDecoder().decode(CloudRunReport.self, from: JSONEncoder().encode(foreignService()))
  }

  @Test func allAreAccepted() throws {
    let cases = try Self.bodies() + Self.setupBodies()
    let verdicts = try Self.verdicts(cases)
    try #require(verdicts.count == cases.count)
    for (item, verdict) in zip(cases, verdicts) {
      #expect(verdict.proto == nil && verdict.discovery == nil, "\(item.kind): \(verdict)")
    }
  }

  /// The check itself refuses what is wrong: a field of another spelling, an output, a wrong span, enum, number, type.
  @Test func wrongOnesAreRefused() throws {
    let job = try Self.json(Self.fullJob().body())
    func changed(_ change: (inout [String: Any]) -> Void) -> (kind: String, body: [String: Any]) {
      var body = job
      change(&body)
      return ("CustomJob", body)
    }
    func spec(_ change: (inout [String: Any]) -> Void) -> (kind: String, body: [String: Any]) {
      changed { body in
        var spec = body["jobSpec"] as? [String: Any] ?? [:]
        change(&spec)
        body["jobSpec"] = spec
      }
    }
    // Refused by both, where there are both.
    let wrong = [
      changed { $0["jobSpecs"] = [:] }, spec { $0["scheduling"] = ["timeout": "24h"] },
      spec { $0["scheduling"] = ["strategy": "CHEAP"] }, spec { $0["workerPoolSpecs"] = ["one"] },
      spec { $0["enableWebAccess"] = "yes" }, ("Service", ["template": ["containers": [["picture": "x"]]]]),
      ("DeployModel", ["deployedModel": ["dedicatedResources": ["minReplicaCount": "many"]]]),
      ("ListLogEntries", ["resourceNames": "projects/p"]), ("Endpoint", ["displayNames": "a"]),
      ("UploadModel", ["model": ["containerSpec": ["imageURI": "x"]]]), ("Predict", ["instance": []]),
      ("Bucket", ["iamConfiguration": ["publicAccessPrevention": 1]]), ("Repository", ["format": "PICTURES"]),
      ("EnableServices", ["serviceIds": "run"]), ("IdToken", ["audiences": "x"]), ("Account", ["accountID": "x"]),
      ("Build", ["timeout": "an hour"]), ("Build", ["options": ["machineType": "LARGE"]]),
      ("Build", ["step": [["name": "docker"]]]),
    ]
    for (item, verdict) in zip(wrong, try Self.verdicts(wrong)) {
      #expect(
        (verdict.proto != nil || Self.discoveryOnly.contains(item.0)) && verdict.discovery != nil,
        "\(item) \(verdict)")
    }
    // What the protocol buffers' reader lets pass: another spelling, outputs, whole numbers that must be texts.
    let subtle = [
      changed { $0["display_name"] = $0.removeValue(forKey: "displayName") },
      changed { $0["state"] = "JOB_STATE_QUEUED" },
      spec { $0["workerPoolSpecs"] = [["replicaCount": 1]] }, ("Version", ["versionUrl": "x"]),
      ("Build", ["status": "SUCCESS"]),
      ("Version", ["envv": "flex"]),
    ]
    for (item, verdict) in zip(subtle, try Self.verdicts(subtle)) {
      #expect(verdict.discovery != nil, "\(item) \(verdict)")
    }
  }
}

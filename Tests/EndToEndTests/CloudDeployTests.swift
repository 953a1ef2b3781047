import Foundation
import TestSupport
import Testing

/// `cloud deploy` through the program: what is "deployed" is a server of this program on loopback.
@Suite struct CloudDeployTests {
  private let program: Program
  private let folder: TemporaryFolder
  private let stub: CloudStub
  private let model: String

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
    stub = try CloudStub(lives: "success")
    model = folder.url.appending(path: "model").path
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs").path
    let assembled = try program.run("model", "assemble", shipped, "--out", model)
    try #require(assembled.status == 0, "\(assembled.errors)")
  }

  private static let image = "europe-west4-docker.pkg.dev/p/dogbreed/serve:1"

  private func deploy(_ target: String, _ more: String...) throws -> Program.Outcome {
    try program.start(
      [
        "cloud", "deploy", "--to", target, "--model", model, "--model-uri", "gs://bkt/model", "--image", Self.image,
        "--region",
        "europe-west4", "--bucket", "bkt", "--config", folder.url.appending(path: "dogbreed.json").path, "--json",
      ] + more, environment: stub.environment.merging(["GOOGLE_CLOUD_PROJECT": "p"]) { $1 }
    ).1()
  }

  /// Runs a server of a model while `body` runs.
  private func serving(_ model: String, _ body: (String) throws -> Void) throws {
    let served = try program.serve(model, environment: ["AIP_PREDICT_ROUTE": "/predict"]) { address in
      try #require(address.hasPrefix("http://"))
      try stub.set(["uri": address])
      try body(address)
    }
    #expect(served.status == 0, "\(served.errors)")
  }

  /// An endpoint that serves already.
  private static var known: [[String: Any]] {
    [
      [
        "name": "projects/p/locations/europe-west4/endpoints/88", "deployedModels": [["id": "4"]],
        "trafficSplit": ["4": 100],
      ]
    ]
  }

  private func asked(_ method: String, _ part: String) throws -> [[String: Any]] {
    try stub.requests().filter { $0["method"] as? String == method && ($0["path"] as? String ?? "").contains(part) }
  }

  @Test func everyTargetAnswersAsTheModelMust() throws {
    try serving(model) { address in
      let run = try deploy("cloud-run", "--public")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.object()["address"] as? String == address && run.object()["checked"] as? Int == 3)
      let puts = try asked("PATCH", "/services/dogbreed")
      #expect(puts.count == 2)
      let body = puts.last?["body"] as? [String: Any]
      let container = ((body?["template"] as? [String: Any])?["containers"] as? [[String: Any]])?.first
      #expect(container?["image"] as? String == Self.image)
      #expect(
        (container?["env"] as? [[String: String]])?.first == ["name": "DOGBREED_MODEL", "value": "gs://bkt/model"])
      // A second revision for a tenth of the traffic, next to the first.
      let share = try deploy("cloud-run", "--traffic", "10", "--check-as", "a@p.iam.gserviceaccount.com")
      #expect(share.status == 0, "\(share.errors)")
      let traffic =
        (try asked("PATCH", "/services/dogbreed").last?["body"] as? [String: Any])?["traffic"] as? [[String: Any]]
      #expect(traffic?.compactMap { $0["percent"] as? Int } == [90, 10])
      #expect(try asked("POST", ":generateIdToken").count == 1)

      // A third for all of it gets that once it was found right.
      let third = try deploy("cloud-run", "--public")
      #expect(third.status == 0, "\(third.errors)")
      let shares = try asked("PATCH", "/services/dogbreed").suffix(2).map { request in
        ((request["body"] as? [String: Any])?["traffic"] as? [[String: Any]] ?? []).compactMap { $0["percent"] as? Int }
      }
      #expect(shares == [[100, 0], [100]])

      let engine = try deploy("app-engine")
      #expect(engine.status == 0 && engine.errors.contains("3 golden images"), "\(engine.errors)")
      #expect(try asked("PATCH", "/apps/p/services/default").count == 1)

      let endpoint = try deploy("vertex-endpoint")
      #expect(endpoint.status == 0, "\(endpoint.errors)")
      #expect(try endpoint.object()["address"] as? String == "projects/p/locations/europe-west4/endpoints/88")
      #expect(try asked("POST", ":predict").count == 1)
      let deployed = try #require(try asked("POST", ":deployModel").first?["body"] as? [String: Any])
      #expect(
        (deployed["deployedModel"] as? [String: Any])?["model"] as? String
          == "projects/p/locations/europe-west4/models/77")

      // A second one takes the first one's place, whose machines are freed.
      try stub.set(["endpoints": Self.known])
      let second = try deploy("vertex-endpoint")
      #expect(second.status == 0, "\(second.errors)")
      let freed = try asked("POST", ":undeployModel").compactMap { $0["body"] as? [String: Any] }
      #expect(freed.count == 1 && freed.first?["deployedModelId"] as? String == "4" && freed.first?.count == 1)
    }
  }

  /// A server that answers another model is found out.
  @Test func anotherModelIsFoundOut() throws {
    let data = try GeneratedDataSet(perClass: 12)
    let other = folder.url.appending(path: "other").path
    let trained = try program.run(
      "train", "--data-dir", data.path, "--model-dir", other, "--backbone", "efficientnet-lite0", "--input-size", "64")
    try #require(trained.status == 0, "\(trained.errors)")
    try serving(other) { _ in
      let run = try deploy("cloud-run", "--public")
      #expect(run.status == 1 && run.errors.contains("another model"), "\(run.errors)")
      try stub.set(["endpoints": Self.known])
      let endpoint = try deploy("vertex-endpoint")
      #expect(endpoint.status == 1 && endpoint.errors.contains("is wrong"), "\(endpoint.errors)")
      // What served before serves on.
      let withdrawn = try asked("POST", ":undeployModel").compactMap { $0["body"] as? [String: Any] }
      #expect(withdrawn.count == 1 && withdrawn.first?["deployedModelId"] as? String == "5")
      #expect(withdrawn.first?["trafficSplit"] as? [String: Int] == ["4": 100])
    }
  }

  @Test func troubleIsFoundBefore() throws {
    let small = try deploy("cloud-run", "--public", "--memory", "128")
    #expect(small.status == 1 && small.errors.contains("not enough for a model"), "\(small.errors)")
    let closed = try deploy("cloud-run")
    #expect(closed.status == 2 && closed.errors.contains("--check-as"), "\(closed.errors)")
    try stub.set(["noApp": true])
    let app = try deploy("app-engine", "--no-check")
    #expect(app.status == 1 && app.errors.contains("gcloud app create"), "\(app.errors)")
    try stub.set(["architecture": "arm64"])
    let arm = try deploy("vertex-endpoint", "--no-check")
    #expect(arm.status == 1 && arm.errors.contains("is for linux/arm64"), "\(arm.errors)")
    #expect(try asked("POST", "models:upload").isEmpty)
  }

  @Test func aDryRunPrintsAndAppYamlIsWritten() throws {
    for target in ["cloud-run", "app-engine", "vertex-endpoint"] {
      let dry = try deploy(target, "--no-check", "--dry-run")
      #expect(dry.status == 0, "\(dry.errors)")
      let requests = try JSONSerialization.jsonObject(with: Data(dry.output.utf8)) as? [[String: Any]] ?? []
      #expect(requests.count >= 4)
    }
    #expect(try stub.requests().isEmpty)
    let file = folder.url.appending(path: "app.yaml").path
    let written = try deploy("app-engine", "--write-app-yaml", file)
    #expect(written.status == 0 && written.output.contains("gcloud app deploy"), "\(written.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("runtime: custom"))
  }

  @Test func whatMayBeWorseIsNotDeployed() throws {
    var generator = SeededGenerator(seed: 3)
    for name in ["n02110958-pug", "n02088364-beagle"] {
      try folder.write(GeneratedDataSet.image(of: "blue disc", using: &generator), to: "dogs/\(name)/1.jpg")
    }
    let dogs = folder.url.appending(path: "dogs").path
    let held = try deploy(
      "cloud-run", "--public", "--no-worse-than", "0.005", "--against", model, "--compare-on", dogs)
    #expect(held.status == 4 && held.errors.contains("Nothing was deployed"), "\(held.errors)")
    #expect(try asked("POST", "services").isEmpty && asked("PATCH", "services").isEmpty)
    #expect(try deploy("cloud-run", "--public", "--no-worse-than", "0.005").status == 2)
    #expect(try deploy("cloud-run", "--public", "--against", model).status == 2)
  }
}

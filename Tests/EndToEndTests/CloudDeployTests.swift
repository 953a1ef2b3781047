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

  private func asked(_ method: String, _ part: String) throws -> [[String: Any]] {
    try stub.requests().filter { $0["method"] as? String == method && ($0["path"] as? String ?? "").contains(part) }
  }

  /// What runs there and costs, as far as a path of keys leads into it.
  private func state(_ kind: String) throws -> [String: Any] { try stub.deployments()[kind] as? [String: Any] ?? [:] }

  @Test func cloudRunAnswersAsTheModelMust() throws {
    try serving(model) { address in
      let run = try deploy("cloud-run", "--public")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.object()["address"] as? String == address && run.object()["checked"] as? Int == 3)
      #expect(run.errors.contains("0 to 4 instances") && run.errors.contains("cloud stop dogbreed"), "\(run.errors)")
      let puts = try asked("POST", "/locations/europe-west4/services")
      #expect(puts.count == 2)
      let body = puts.last?["body"] as? [String: Any]
      let container = ((body?["template"] as? [String: Any])?["containers"] as? [[String: Any]])?.first
      #expect(container?["image"] as? String == Self.image)
      let variables = (container?["env"] as? [[String: String]] ?? []).map { $0["name"] ?? "" }
      #expect(variables == ["DOGBREED_BODY_BUDGET", "DOGBREED_DECODE_BUDGET", "DOGBREED_MODEL"])
      // A second revision for a tenth of the traffic, next to the first; the token is for the service, not for the tag.
      let share = try deploy("cloud-run", "--traffic", "10", "--check-as", "a@p.iam.gserviceaccount.com")
      #expect(share.status == 0, "\(share.errors)")
      #expect(try share.object()["address"] as? String == address)
      let token = try asked("POST", ":generateIdToken")
      #expect(token.count == 1 && (token.first?["body"] as? [String: Any])?["audience"] as? String == address)
      let traffic = try state("run")["dogbreed"] as? [[Any]] ?? []
      #expect(traffic.compactMap { $0.last as? Int } == [90, 10], "\(traffic)")
      // It stays as public as it was: nothing is said about who may call.
      let second = try asked("PATCH", "/services/dogbreed")
      #expect(
        second.allSatisfy {
          ($0["body"] as? [String: Any])?["invokerIamDisabled"] == nil
            && ($0["query"] as? [String: Any])?["updateMask"] != nil
        })
      // A third for all of it gets that once it was found right, and the printed address is one that stays.
      let third = try deploy("cloud-run", "--public")
      #expect(third.status == 0, "\(third.errors)")
      #expect(try third.object()["address"] as? String == address)
      let all = try state("run")["dogbreed"] as? [[Any]] ?? []
      #expect(all.compactMap { $0.last as? Int } == [100], "\(all)")
    }
  }

  @Test func theOtherTargetsAnswerAsTheModelMust() throws {
    try serving(model) { _ in
      let engine = try deploy("app-engine", "--service-account", "a@p.iam.gserviceaccount.com")
      #expect(engine.status == 0 && engine.errors.contains("3 golden images"), "\(engine.errors)")
      let made = try #require(try asked("POST", "/versions").first?["body"] as? [String: Any])
      #expect(made["serviceAccount"] as? String == "a@p.iam.gserviceaccount.com")
      // The next one takes the traffic, and the one before it stops.
      Thread.sleep(forTimeInterval: 1.1)
      #expect(try deploy("app-engine").status == 0)
      #expect((try state("engine")["default"] as? [String])?.count == 1)

      let endpoint = try deploy("vertex-endpoint")
      #expect(endpoint.status == 0, "\(endpoint.errors)")
      let address = try #require(try endpoint.object()["address"] as? String)
      #expect(address.hasPrefix("projects/p/locations/europe-west4/endpoints/dogbreed-v20"), "\(address)")
      #expect(try asked("POST", ":predict").count == 1)
      let upload = try #require(try asked("POST", "models:upload").first?["body"] as? [String: Any])
      let container = (upload["model"] as? [String: Any])?["containerSpec"] as? [String: Any]
      #expect((upload["model"] as? [String: Any])?["artifactUri"] as? String == "gs://bkt/model")
      #expect(container?["env"] == nil, "where the model lies is Vertex AI's to say")
      // A second one is a version of the same model, and takes the first one's place, whose machines are freed.
      Thread.sleep(forTimeInterval: 1.1)
      let second = try deploy("vertex-endpoint")
      #expect(second.status == 0, "\(second.errors)")
      let models = try state("models")
      #expect(models.count == 1 && (models.values.first as? [String]) == ["1", "2"], "\(models)")
      let there = try state("endpoints")[address] as? [String: Any]
      #expect((there?["models"] as? [String])?.count == 1, "\(there ?? [:])")

      let listed = try program.start(
        [
          "cloud", "services", "--region", "europe-west4", "--config", folder.url.appending(path: "dogbreed.json").path,
        ],
        environment: stub.environment.merging(["GOOGLE_CLOUD_PROJECT": "p"]) { $1 }
      ).1()
      #expect(
        listed.output.contains("vertex-endpoint  dogbreed") && listed.output.contains("app-engine"), "\(listed.output)")
      for (target, name) in [("app-engine", "default"), ("vertex-endpoint", "dogbreed")] {
        let stopped = try program.start(
          [
            "cloud", "stop", name, "--on", target, "--region", "europe-west4", "--config",
            folder.url.appending(path: "dogbreed.json").path,
          ], environment: stub.environment.merging(["GOOGLE_CLOUD_PROJECT": "p"]) { $1 }
        ).1()
        #expect(stopped.status == 0, "\(stopped.errors)")
      }
      #expect((try state("engine")["default"] as? [String])?.isEmpty == true)
      #expect(((try state("endpoints")[address] as? [String: Any])?["models"] as? [String])?.isEmpty == true)
    }
  }

  /// A server that answers another model is found out, and afterwards all is as before: a first deployment is gone, a
  /// later one has left what served before.
  @Test func anotherModelIsFoundOutAndTakenBack() throws {
    let data = try GeneratedDataSet(perClass: 12)
    let other = folder.url.appending(path: "other").path
    let trained = try program.run(
      "train", "--data-dir", data.path, "--model-dir", other, "--backbone", "efficientnet-lite0", "--input-size", "64")
    try #require(trained.status == 0, "\(trained.errors)")
    func before() throws -> NSDictionary {
      let all = try stub.deployments()
      return NSDictionary(dictionary: all.filter { $0.key != "models" })
    }
    let empty = try before()
    try serving(other) { _ in
      for (target, words) in [
        ("cloud-run", "another model"), ("app-engine", "another model"), ("vertex-endpoint", "is wrong"),
      ] {
        let run = try deploy(target, "--public")
        #expect(run.status == 1 && run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.contains("Nothing of this deployment runs any more"), "\(run.errors)")
      }
      // App Engine's first service can't be deleted: its version is stopped.
      let left = try stub.deployments()
      #expect(
        (left["run"] as? [String: Any])?.isEmpty == true && (left["endpoints"] as? [String: Any])?.isEmpty == true,
        "\(left)")
      #expect((left["models"] as? [String: Any])?.isEmpty == true, "\(left)")
      #expect(((left["engine"] as? [String: Any])?["default"] as? [String])?.isEmpty == true, "\(left)")
      _ = empty
    }
    try serving(model) { _ in
      for target in ["cloud-run", "app-engine", "vertex-endpoint"] {
        let served = try deploy(target, "--public")
        #expect(served.status == 0, "\(served.errors)")
      }
    }
    Thread.sleep(forTimeInterval: 1.1)
    let good = try before()
    try serving(other) { _ in
      for target in ["cloud-run", "app-engine", "vertex-endpoint"] {
        let run = try deploy(target, "--public")
        #expect(run.status == 1, "\(run.errors)")
        let now = try before()
        #expect(now == good, "\(target): \(now)")
      }
      // A canary that is wrong gets none of the traffic, not its tenth.
      #expect(try deploy("cloud-run", "--public", "--traffic", "10").status == 1)
      let now = try before()
      #expect(now == good, "\(now)")
      // Where undoing fails, what may still run is named.
      try stub.set(["broken": "POST .*:undeployModel"])
      let stuck = try deploy("vertex-endpoint")
      #expect(stuck.status == 1 && stuck.errors.contains("may still run and cost"), "\(stuck.errors)")
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

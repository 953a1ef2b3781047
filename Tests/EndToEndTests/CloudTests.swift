import Foundation
import TestSupport
import Testing

/// `cloud train`, `watch` and related packages through the program, against scripted lives of jobs on loopback.
@Suite struct CloudTests {
  let program: Program
  let folder: TemporaryFolder

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
  }

  private static let image = "europe-west4-docker.pkg.dev/p/dogbreed/train-gpu:1"

  func environment(_ stub: CloudStub) -> [String: String] {
    stub.environment.merging(["GOOGLE_CLOUD_PROJECT": "p"]) { $1 }
  }

  var config: String { folder.url.appending(path: "dogbreed.json").path }

  /// Where the model comes to.
  private var out: String { folder.url.appending(path: "model").path }

  func train(_ more: [String] = []) -> [String] {
    [
      "cloud", "train", "--region", "europe-west4", "--bucket", "bkt", "--config", config, "--image", Self.image,
      "--data",
      "gs://bkt/data", "--machine", "n1-standard-8", "--gpu", "t4", "--epochs", "30", "--interval", "0.2", "--drain",
      "0.4", "--out", out,
    ] + more
  }

  func run(_ stub: CloudStub, _ arguments: [String]) throws -> Program.Outcome {
    try program.start(arguments, environment: environment(stub)).1()
  }

  /// How often a job's final state was read.
  private func finals(_ stub: CloudStub) throws -> Int {
    try stub.requests().count { request in
      let states = request["states"] as? [String: String] ?? [:]
      let path = request["path"] as? String ?? ""
      return request["method"] as? String == "GET" && path.contains("/customJobs/")
        && states.values.allSatisfy { ["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"].contains($0) }
    }
  }

  @Test func trainedAndFollowedToItsEnd() throws {
    let stub = try CloudStub(lives: "success")
    let outcome = try run(stub, train())
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output.split(separator: "\n").map(String.init) == (0..<24).map { "workerpool0-0 step \($0)" },
      "\(outcome.output)")
    #expect(try finals(stub) == 1)
    #expect(try String(contentsOfFile: out + "/model.json", encoding: .utf8) == #"{"a": "model"}"#)
    let create = try #require(
      try stub.requests().first {
        $0["method"] as? String == "POST" && ($0["path"] as? String ?? "").hasSuffix("/customJobs")
      })
    #expect(create["authorization"] as? String == "Bearer stub-token")
    let name = try #require((create["body"] as? [String: Any])?["displayName"] as? String)
    #expect(name.hasPrefix("GPU_V1_DATE_TIME_2"))
    // What was derived is written down.
    let settings = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: config))) as? [String: Any]
    let job = try #require((settings?["jobs"] as? [[String: Any]])?.first)
    #expect((job["names"] as? [String: String])?["job"] == name && job["region"] as? String == "europe-west4")
    // Attached again by its name, the end is known at once, and the whole log is there.
    let again = try run(
      stub,
      ["cloud", "watch", name, "--region", "europe-west4", "--config", config, "--interval", "0.2", "--drain", "0.2"])
    #expect(again.status == 0 && again.output == outcome.output, "\(again.errors)")
    let logs = try run(stub, ["cloud", "logs", name, "--region", "europe-west4", "--config", config, "--json"])
    #expect(try logs.objects().compactMap { $0["message"] as? String } == (0..<24).map { "step \($0)" })
    let tail = try run(
      stub,
      [
        "cloud", "logs", name, "--region", "europe-west4", "--tail", "2", "--follow", "--interval", "0.2", "--drain",
        "0.2", "--config", config,
      ])
    #expect(tail.status == 0, "\(tail.errors)")
    #expect(
      tail.output.split(separator: "\n").map { $0.split(separator: " ").suffix(2).joined(separator: " ") } == [
        "step 22", "step 23",
      ])
    let table = try run(stub, ["cloud", "jobs", "--region", "us-central1", "--config", config])
    #expect(table.output.hasPrefix("NAME ") && table.output.contains("europe-west4"), "\(table.output)")
    #expect(outcome.errors.contains("https://console.cloud.google.com/vertex-ai/locations/europe-west4/training/"))
    let jobs = try run(stub, ["cloud", "jobs", "--region", "europe-west4", "--config", config, "--json"])
    #expect(jobs.output.contains(name) && jobs.output.contains("succeeded"))
  }

  @Test func aFailureIsOneWithItsLastLines() throws {
    let stub = try CloudStub(lives: "failure")
    let outcome = try run(stub, train())
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error: the disk is full\n"), "\(outcome.errors)")
    #expect(outcome.errors.contains("exited with a non-zero status of 1"))
    #expect(try finals(stub) == 1)
  }

  @Test(arguments: [("late", Int32(0)), ("preempted", 0), ("network", 0), ("expired", 1)])
  func lives(_ life: String, _ status: Int32) throws {
    let stub = try CloudStub(lives: life, unit: 0.25)
    let outcome = try run(stub, train())
    #expect(outcome.status == status, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(Set(lines).count == lines.count)
    switch life {
    case "late": #expect(lines.count == 16)
    case "preempted":
      #expect(lines.count == 13 && outcome.errors.contains("preempted"))
    case "network":
      #expect(
        lines.count == 18 && outcome.errors.contains("No response") && outcome.errors.contains("Connected again"))
    default: #expect(outcome.errors.contains("longer than its timeout"))
    }
  }

  @Test func theNextPlaceIsTakenWhereOneIsShort() throws {
    let stub = try CloudStub(lives: "quota", "stockout", "success")
    let outcome = try run(
      stub, train(["--machine", "n1-standard-8,g2-standard-8", "--regions", "us-central1", "--on-shortage", "next"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("custom_model_training_nvidia_t4_gpus"))
    #expect(outcome.errors.contains("Resources are insufficient in region"))
    let made = try stub.requests().filter {
      $0["method"] as? String == "POST" && ($0["path"] as? String ?? "").hasSuffix("/customJobs")
    }
    #expect(made.map { ($0["path"] as? String ?? "").contains("us-central1") } == [false, false, true])
    let none = try CloudStub(lives: "stockout")
    let short = try run(none, train(["--on-shortage", "stop"]))
    #expect(short.status == 1 && short.errors.contains("Resources are insufficient in region"), "\(short.errors)")
  }

  @Test func cancelledFromElsewhere() throws {
    let stub = try CloudStub(lives: "endless")
    let (_, outcome) = try program.start(train(["--name", "mine"]), environment: environment(stub))
    try waitFor {
      try stub.requests().contains { ($0["states"] as? [String: String] ?? [:]).values.contains("RUNNING") }
    }
    let cancel = try run(stub, ["cloud", "cancel", "mine", "--region", "europe-west4", "--config", config])
    #expect(cancel.status == 0, "\(cancel.errors)")
    let ended = outcome()
    #expect(ended.status == 130 && ended.errors.contains("was cancelled"), "\(ended.errors)")
  }

  @Test func controlCDetachesAndTheJobGoesOn() throws {
    let stub = try CloudStub(lives: "success", unit: 0.4)
    let (process, outcome) = try program.start(train(["--name", "mine"]), environment: environment(stub))
    try waitFor { try stub.requests().contains { ($0["path"] as? String ?? "").hasSuffix("/v2/entries:list") } }
    kill(process.processIdentifier, SIGINT)
    let detached = outcome()
    #expect(detached.status == 130 && detached.errors.contains("cloud watch mine"), "\(detached.errors)")
    #expect(try !stub.requests().contains { ($0["path"] as? String ?? "").hasSuffix(":cancel") })
    let attached = try run(
      stub,
      ["cloud", "watch", "mine", "--region", "europe-west4", "--config", config, "--interval", "0.2", "--drain", "0.2"])
    #expect(attached.status == 0, "\(attached.errors)")
    #expect(attached.output.split(separator: "\n").count == 24)
  }

  @Test func anAnswerThatWasLostMakesNoSecondJob() throws {
    let stub = try CloudStub(lives: "success", unit: 0.05)
    try stub.set(["lostCreates": 1])
    let outcome = try run(stub, train())
    #expect(outcome.status == 0, "\(outcome.errors)")
    let made = try stub.requests().count {
      $0["method"] as? String == "POST" && ($0["path"] as? String ?? "").hasSuffix("/customJobs")
    }
    #expect(made == 1)
  }

  @Test func aUsedUpLogQuotaSlowsAndLosesNothing() throws {
    let stub = try CloudStub(lives: "success", unit: 1.0)
    try stub.set(["logRefusals": 1])
    let outcome = try run(stub, train(["--interval", "1"]))
    #expect(outcome.status == 0 && outcome.errors.contains("quota is used up"), "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n").count == 24)
  }

  /// Each trouble is found before a job is made.
  @Test func allIsLookedAtBefore() throws {
    for (facts, words) in [
      (["location": "US-CENTRAL1"], "is in us-central1"), (["missingBucket": true], "no bucket gs://bkt"),
      (["off": ["aiplatform.googleapis.com"]], "is disabled in p"), (["limit": "0"], "has a quota of 0 for"),
      (["architecture": "arm64"], "is for linux/arm64"),
    ] as [([String: Any], String)] {
      let stub = try CloudStub(lives: "success")
      try stub.set(facts)
      let outcome = try run(stub, train())
      #expect(outcome.status == 1 && outcome.errors.contains(words), "\(facts): \(outcome.errors)")
      #expect(try !stub.requests().contains { ($0["path"] as? String ?? "").contains("customJobs") })
    }
    let stub = try CloudStub(lives: "success")
    for (arguments, words) in [
      (["--gpu", "l4"], "isn't available with n1-standard-8"), (["--machine", "n1-standard-7"], "no machine type"),
      (["--image", "eu.gcr.io/p/i:1"], "shut down"),
    ] {
      let outcome = try run(stub, train(arguments))
      #expect(outcome.status == 1 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
    // Without credentials nothing is asked at all.
    var bare = environment(stub)
    bare["GOOGLE_APPLICATION_CREDENTIALS"] = "/nowhere.json"
    let outcome = try program.start(train(), environment: bare).1()
    #expect(outcome.status == 1 && outcome.errors.contains("/nowhere.json"), "\(outcome.errors)")
  }

  @Test func aDryRunSendsNothing() throws {
    let stub = try CloudStub(lives: "success")
    let common = ["--region", "europe-west4", "--bucket", "bkt", "--config", config, "--dry-run", "--json"]
    for arguments in [
      Array(train(["--dry-run", "--json"]).dropFirst()), ["init"] + common, ["jobs"] + common, ["watch", "1"] + common,
      ["logs", "1"] + common, ["cancel", "1"] + common, ["fetch", "1"] + common,
    ] {
      let outcome = try run(stub, ["cloud"] + arguments)
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      let requests = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
      #expect(
        !requests.isEmpty && requests.allSatisfy { $0["method"] is String && $0["url"] is String }, "\(arguments)")
    }
    #expect(!FileManager.default.fileExists(atPath: config))
    // A job known by its name alone is found first; its number is Vertex AI's.
    let named = try run(stub, ["cloud", "cancel", "mine"] + common)
    #expect(named.output.contains("display_name%3D%22mine%22") && named.output.contains("/customJobs/JOB:cancel"))
    let idle = try run(
      stub,
      ["cloud", "train", "--data", "gs://bkt/data", "--machine", "n1-standard-4+t4"] + common + [
        "--", "--device", "cpu",
      ])
    #expect(idle.errors.contains("the GPU of n1-standard-4+t4 only costs with"), "\(idle.errors)")
    #expect(try stub.requests().isEmpty)
    // What is printed is what is sent.
    let printed = try run(stub, train(["--name", "same", "--dry-run", "--json"]))
    _ = try run(stub, train(["--name", "same", "--detach"]))
    let sent = try stub.requests().compactMap { $0["body"] as? [String: Any] }.first { $0["displayName"] != nil }
    let shown = (try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [[String: Any]] ?? []).compactMap
    {
      $0["body"] as? [String: Any]
    }.first { $0["displayName"] != nil }
    // The stamps of the two runs are not the same moment's.
    func unstamped(_ body: [String: Any]?) throws -> String {
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: body ?? [:], options: [.sortedKeys]), as: UTF8.self)
      return text.replacing(/\d{8}_\d{6}(-[0-9a-f]{8})?/, with: "STAMP")
    }
    #expect(try unstamped(sent) == unstamped(shown) && sent != nil)
  }

  @Test func initWritesAndChecks() throws {
    let stub = try CloudStub(lives: "success")
    let outcome = try run(stub, ["cloud", "init", "--region", "europe-west4", "--config", config, "--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let settings = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: config))) as? [String: String]
    #expect(settings == ["project": "p", "region": "europe-west4", "bucket": "p-aiplatform", "repository": "dogbreed"])
    try stub.set(["off": ["run.googleapis.com"]])
    let off = try run(stub, ["cloud", "init", "--config", config])
    #expect(off.status == 1 && off.errors.contains("gcloud services enable run.googleapis.com"), "\(off.errors)")
    try folder.write(Array("{\"jobs\": 1".utf8), to: "dogbreed.json")
    let broken = try run(stub, ["cloud", "jobs", "--config", config])
    #expect(broken.status == 1 && broken.errors.contains("is not a valid settings file"), "\(broken.errors)")
  }

  private func waitFor(_ condition: () throws -> Bool) throws {
    for _ in 0..<400 {
      if try condition() { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    Issue.record("it didn't come true")
  }
}

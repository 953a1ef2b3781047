import Foundation
import TestSupport
import Testing

/// Where jobs go, what goes with them, and who gets the token.
extension CloudTests {
  /// Whatever a settings file or a flag says, no token goes to another host than Google's.
  @Test func noFileChoosesWhoGetsTheToken() throws {
    let stub = try CloudStub(lives: "success")
    for text in [
      #"{"region": "localhost:9443/x"}"#, #"{"project": "p/../q", "region": "r"}"#,
      #"{"bucket": "b?x", "region": "r"}"#,
      #"{"repository": "../x", "region": "r"}"#,
      #"{"region": "r", "jobs": [{"id": "projects/p/locations/evil.com:1/customJobs/1", "project": "p", "region": "evil.com:1/", "names": {"job": "j", "model": "m", "logs": "l", "data": "d"}, "image": "i", "machine": "m", "machines": 1, "sent": "s"}]}"#,
    ] {
      try folder.write(Array(text.utf8), to: "dogbreed.json")
      for verb in [["jobs"], ["watch", "j"], ["cancel", "j"], ["services"]] {
        let outcome = try run(stub, ["cloud"] + verb + ["--config", config])
        #expect(outcome.status == 1, "\(text) \(verb): \(outcome.errors)")
      }
    }
    try FileManager.default.removeItem(atPath: config)
    let regions = try run(stub, train(["--regions", "localhost:1/x"]))
    #expect(regions.status == 1 && regions.errors.contains("not a region"), "\(regions.errors)")
    let named = try run(
      stub, ["cloud", "watch", "projects/p/locations/localhost:1/customJobs/1", "--region", "r", "--config", config])
    #expect(named.status == 1, "\(named.errors)")
    let flag = try run(stub, ["cloud", "jobs", "--region", "a.b/c", "--config", config])
    #expect(flag.status == 2, "\(flag.errors)")
    #expect(try !stub.requests().contains { ($0["path"] as? String ?? "").contains("localhost") })
  }

  /// Six at once record six jobs.
  @Test func jobsThatAreSentAtOnceAreAllRemembered() throws {
    let stub = try CloudStub(lives: "endless")
    let started = try (0..<6).map {
      try program.start(train(["--name", "job\($0)", "--detach"]), environment: environment(stub))
    }
    for (_, outcome) in started { #expect(outcome().status == 0) }
    let settings = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: config))) as? [String: Any]
    #expect((settings?["jobs"] as? [[String: Any]])?.count == 6)
  }

  /// Each machine of the list gets the image and the flags that go with it; a file says what no flag does.
  @Test func everyPlaceIsShownWithItsImage() throws {
    let stub = try CloudStub(lives: "success")
    let spec = try folder.write(
      Array(
        #"{"jobSpec": {"workerPoolSpecs": [{"diskSpec": {"bootDiskSizeGb": 300}, "containerSpec": {"env": [{"name": "A", "value": "b"}]}}]}}"#
          .utf8),
      to: "spec.json")
    let dry = try run(
      stub,
      [
        "cloud", "train", "--region", "europe-west4", "--regions", "us-central1", "--bucket", "bkt", "--config", config,
        "--data", "gs://bkt/data", "--machine", "n1-standard-4,n1-standard-8+t4", "--strategy", "flex-start",
        "--max-wait", "2h", "--disk", "200", "--spec", spec.path, "--dry-run", "--json", "--", "--tune", "full",
      ])
    #expect(dry.status == 0, "\(dry.errors)")
    let bodies = (try JSONSerialization.jsonObject(with: Data(dry.output.utf8)) as? [[String: Any]] ?? []).compactMap {
      ($0["body"] as? [String: Any])?["jobSpec"] as? [String: Any]
    }
    let pools = bodies.compactMap { ($0["workerPoolSpecs"] as? [[String: Any]])?.first }
    let containers = pools.compactMap { $0["containerSpec"] as? [String: Any] }
    #expect(containers.map { ($0["imageUri"] as? String ?? "").contains("train-gpu") } == [false, true, false, true])
    #expect(containers.map { ($0["args"] as? [String] ?? []).contains("--use_cuda") } == [false, true, false, true])
    #expect(pools.allSatisfy { ($0["diskSpec"] as? [String: Any])?["bootDiskSizeGb"] as? Int == 300 })
    #expect(containers.allSatisfy { ($0["env"] as? [[String: String]]) == [["name": "A", "value": "b"]] })
    let scheduling = bodies.first?["scheduling"] as? [String: Any]
    #expect(scheduling?["strategy"] as? String == "FLEX_START" && scheduling?["maxWaitDuration"] as? String == "7200s")
    #expect(dry.errors.contains("n1-standard-8+t4 in us-central1"), "\(dry.errors)")
    try folder.write(Array(#"{"displayName": "x"}"#.utf8), to: "spec.json")
    let wrong = try run(stub, train(["--spec", spec.path, "--dry-run"]))
    #expect(wrong.status == 1 && wrong.errors.contains("displayName"), "\(wrong.errors)")
    #expect(try run(stub, train(["--spot", "--strategy", "standard", "--dry-run"])).status == 2)
  }

  @Test func whatIsMissingIsMade() throws {
    let stub = try CloudStub(lives: "success")
    try stub.set(["off": ["run.googleapis.com"], "missingBucket": true, "missingRepository": true])
    let arguments = ["cloud", "init", "--region", "europe-west4", "--config", config, "--create"]
    let asked = try run(stub, arguments)
    #expect(asked.status == 1 && asked.errors.contains("give --yes"), "\(asked.errors)")
    #expect(try !stub.requests().contains { $0["method"] as? String == "POST" && ($0["path"] as? String) != "/token" })
    let made = try run(stub, arguments + ["--yes"])
    #expect(made.status == 0, "\(made.errors)")
    for words in [
      "run.googleapis.com: on", "gs://p-aiplatform was made", "repository dogbreed was made", "dogbreed@p.iam",
    ] {
      #expect(made.errors.contains(words), "\(words): \(made.errors)")
    }
  }

  @Test func costsAndTranslationsNeedNobody() throws {
    let cost = try program.run("cloud", "cost", "--machine", "n1-standard-8", "--gpu", "t4", "--hours", "2", "--json")
    let total = try cost.object()["total"] as? Double ?? 0
    #expect(cost.status == 0 && abs(total - 1.6789954) < 1e-6)
    let text = try program.run("cloud", "cost", "--machine", "n1-standard-8", "--gpu", "t4")
    #expect(text.output.contains("2025-06") && text.output.contains("check them"))
    // No price is guessed: of another region, of spot machines.
    for more in [["--region", "europe-west4"], ["--spot"]] {
      let unknown = try program.start(["cloud", "cost"] + more).1()
      #expect(unknown.status == 0 && unknown.output.contains("no price is known for"), "\(unknown.output)")
    }
    let stub = try CloudStub(lives: "success")
    let asked = try run(
      stub, ["cloud", "cost", "--machine", "n1-standard-4", "--region", "europe-west4", "--catalog", "--json"])
    let today = try asked.object()["total"] as? Double ?? 0
    #expect(abs(today - 0.218492) < 1e-6, "\(asked.errors)")
    #expect(try stub.requests().count { ($0["path"] as? String ?? "").hasSuffix("/skus") } == 2)
    let file = try folder.write(
      Array(
        """
        gcloud ai-platform jobs submit training ${JOB_NAME} --region ${REGION} --scale-tier BASIC_GPU \\
          --master-image-uri ${IMAGE_URI} -- --model_dir=${MODELS_DIR} --epochs=30 --use_cuda --data_dir=${DATA_DIR}
        """.utf8), to: "old.txt")
    let translated = try program.run(
      "cloud", "translate", file.path, "--project", "p", "--region", "europe-west4", "--config", config, "--json")
    #expect(translated.status == 0, "\(translated.errors)")
    let object = try translated.object()
    let job = object["job"] as? [String: Any]
    #expect((job?["displayName"] as? String)?.hasPrefix("GPU_V1_DATE_TIME_2") == true)
    #expect((object["url"] as? String)?.hasSuffix("/projects/p/locations/europe-west4/customJobs") == true)
  }
}

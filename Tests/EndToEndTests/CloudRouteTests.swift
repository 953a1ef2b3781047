import Foundation
import TestSupport
import Testing

/// Every request of every cloud verb's dry run, held against Google's discovery documents: host, method, path, queries
/// and body.
@Suite(.enabled(if: ReferencePython.available)) struct CloudRouteTests {
  private let program: Program
  private let folder: TemporaryFolder

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
  }

  /// Why Google has no such request, for each; nil where it has.
  private func refusals(_ requests: [[String: Any]]) throws -> [String?] {
    let lines = try requests.map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
    }
    let file = try folder.write(Array(lines.joined(separator: "\n").utf8), to: "requests.jsonl")
    let script = try String(
      contentsOf: RealImages.checkout.appending(path: "Tests/Reference/cloud_routes.py"), encoding: .utf8)
    let reference = RealImages.checkout.appending(path: "Tests/Reference").path
    return try ReferencePython.run(script, [file.path, reference]).split(separator: "\n").map {
      try JSONDecoder().decode(String?.self, from: Data($0.utf8))
    }
  }

  private func dry(_ words: [String]) throws -> [[String: Any]] {
    let place = [
      "--project", "p", "--region", "europe-west4", "--config", folder.url.appending(path: "none.json").path,
    ]
    let outcome = try program.start(["cloud"] + words + place + ["--dry-run", "--json"]).1()
    #expect(outcome.status == 0, "\(words): \(outcome.errors)")
    return try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]] ?? []
  }

  private func assembled() throws -> String {
    let model = folder.url.appending(path: "model").path
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs").path
    try #require(try program.run("model", "assemble", shipped, "--out", model).status == 0)
    return model
  }

  /// What the verbs send when they are not dry, against stand-ins: found out, promoted, freed, undone, stopped.
  @Test func everyRequestThatIsSentIsOneOfGoogles() throws {
    let stub = try CloudStub(lives: "success", unit: 0.05)
    let facts: [String: Any] = ["uri": "https://s.example"]
    try stub.set(
      facts.merging(["missingBucket": true, "missingRepository": true, "off": ["run.googleapis.com"]]) { $1 })
    let place = ["--region", "europe-west4", "--config", folder.url.appending(path: "c.json").path]
    @discardableResult func run(_ words: [String]) throws -> Int32 {
      try program.start(
        ["cloud"] + words + place, environment: stub.environment.merging(["GOOGLE_CLOUD_PROJECT": "p"]) { $1 }
      ).1().status
    }
    #expect(try run(["init", "--create", "--yes", "--bucket", "bkt"]) == 0)
    let image = ["--image", "europe-west4-docker.pkg.dev/p/dogbreed/serve:1"]
    let train = ["train", "--data", "gs://bkt/data", "--name", "mine", "--detach"] + image
    for words in [
      train, ["jobs"], ["jobs", "--everywhere"], ["watch", "mine", "--interval", "0.1", "--drain", "0"],
      ["logs", "mine"], ["cancel", "1000"], ["fetch", "mine", "--out", folder.url.appending(path: "m").path],
    ] { #expect(try [0, 1].contains(run(words)), "\(words)") }
    let deploy = ["deploy", "--model", try assembled(), "--model-uri", "gs://bkt/m", "--no-check"] + image + ["--to"]
    for target in ["cloud-run", "app-engine", "vertex-endpoint"] {
      for _ in 1...2 { #expect(try run(deploy + [target]) == 0, "\(target)") }
      // One that fails in the midst is undone.
      try stub.set(
        facts.merging(["broken": "(GET .*/services/dogbreed|GET .*/versions/v.*|POST .*:deployModel)"]) { $1 })
      #expect(try run(deploy + [target]) == 1)
      try stub.set(facts.merging(["broken": ""]) { $1 })
    }
    #expect(try run(["services"]) == 0)
    let cost = try program.start(
      ["cloud", "cost", "--catalog", "--spot", "--region", "europe-west4"], environment: stub.environment
    ).1()
    #expect(cost.status == 0, "\(cost.errors)")
    for (name, target) in [("dogbreed", "cloud-run"), ("default", "app-engine"), ("dogbreed", "vertex-endpoint")] {
      #expect(try run(["stop", name, "--on", target]) == 0)
    }
    try expectGoogles(try stub.requests())
  }

  /// Holds requests that a stand-in has seen against the documents of all services.
  private func expectGoogles(_ seen: [[String: Any]]) throws {
    let sent = seen.filter { request in
      let path = request["path"] as? String ?? ""
      return path != "/token" && !path.hasPrefix("/v2/p/dogbreed/")
    }
    let refusals = try refusals(
      sent.map { request in
        let query = (request["query"] as? [String: [String]] ?? [:]).flatMap { name, values in
          values.map { URLQueryItem(name: name, value: $0) }
        }
        var url = URLComponents()
        (url.scheme, url.host, url.queryItems) = ("https", "any", query)
        url.percentEncodedPath = request["path"] as? String ?? ""
        var found: [String: Any] = ["method": request["method"] ?? "", "url": url.string ?? ""]
        if let body = request["body"], !(body is NSNull) { found["body"] = body }
        return found
      })
    for (request, refusal) in zip(sent, refusals) where refusal != nil {
      Issue.record("\(request["method"] ?? "") \(request["path"] ?? "") \(request["query"] ?? ""): \(refusal ?? "")")
    }
    let kinds = Set(
      sent.map { request in
        let path = (request["path"] as? String ?? "").replacing(/\d+/, with: "1")
        return "\(request["method"] ?? "") \(path)"
      })
    print("\(sent.count) requests that were sent, of \(kinds.count) kinds, are Google's")
    #expect(refusals.count == sent.count && kinds.count > 35, "\(kinds.count)")
  }

  @Test func everyRequestIsOneOfGoogles() throws {
    let model = try assembled()
    let spec = try folder.write(
      Array(#"{"jobSpec": {"persistentResourceId": "pool"}, "encryptionSpec": {"kmsKeyName": "k"}}"#.utf8),
      to: "spec.json")
    let train = ["train", "--bucket", "bkt", "--data", "gs://bkt/data"]
    let deploy = ["deploy", "--bucket", "bkt", "--model", model, "--model-uri", "gs://bkt/m", "--no-check", "--to"]
    let image = ["--image", "europe-west4-docker.pkg.dev/p/dogbreed/serve:1"]
    var seen: [String: Int] = [:]
    for words in [
      ["init"], ["init", "--create"], ["jobs"], ["jobs", "--everywhere", "--all"], ["watch", "12"], ["logs", "12"],
      ["cancel", "12"], ["fetch", "12"], ["services"], ["stop", "d", "--on", "cloud-run"],
      ["stop", "d", "--on", "app-engine"], ["stop", "d", "--on", "vertex-endpoint"], train,
      train + [
        "--machine", "n1-standard-8,g2-standard-8", "--gpu", "t4", "--regions", "us-central1", "--strategy",
        "flex-start",
        "--max-wait", "1h", "--timeout", "2h", "--machines", "3", "--disk", "200", "--label", "a=b", "--spec",
        spec.path,
        "--service-account", "a@p.iam.gserviceaccount.com", "--tensorboard", "projects/p/locations/r/tensorboards/1",
        "--network", "projects/1/global/networks/n",
      ], deploy + ["cloud-run", "--public"], deploy + ["cloud-run", "--traffic", "10"] + image, deploy + ["app-engine"],
      deploy + ["vertex-endpoint"] + image,
    ] {
      let requests = try dry(words)
      let refusals = try refusals(requests)
      #expect(!requests.isEmpty && refusals.count == requests.count)
      for (request, refusal) in zip(requests, refusals) where refusal != nil {
        Issue.record(
          "\(words.joined(separator: " ")): \(request["method"] ?? "") \(request["url"] ?? ""): \(refusal ?? "")")
      }
      for request in requests { seen[request["method"] as? String ?? "", default: 0] += 1 }
    }
    #expect(seen.keys.sorted() == ["DELETE", "GET", "PATCH", "POST"] && seen.values.reduce(0, +) > 60, "\(seen)")
  }

  /// Requests made wrong in one place each are refused.
  @Test func wrongOnesAreRefused() throws {
    let run = "https://run.googleapis.com/v2/projects/p/locations/r/services"
    let jobs = "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/r/customJobs"
    let good: [[String: Any]] = [
      ["method": "PATCH", "url": run + "/d?updateMask=traffic", "body": ["traffic": [["percent": 100]]]],
      ["method": "POST", "url": jobs, "body": ["displayName": "a"]], ["method": "GET", "url": jobs + "?pageSize=5"],
    ]
    #expect(try refusals(good) == [nil, nil, nil])
    let wrong: [[String: Any]] = [
      ["method": "PUT", "url": run + "/d", "body": [:]], ["method": "GET", "url": run + "/d/x"],
      ["method": "PATCH", "url": run + "/d?update_mask=traffic", "body": [:]],
      ["method": "PATCH", "url": run + "/d", "body": ["traffics": []]],
      ["method": "PATCH", "url": run + "/d", "body": ["uri": "https://x"]],
      ["method": "GET", "url": run.replacing("https", with: "http")],
      ["method": "GET", "url": run.replacing("run.", with: "walk.")],
      ["method": "POST", "url": jobs, "body": ["displayName": 1]],
      ["method": "POST", "url": jobs + "/1:stop", "body": [:]], ["method": "GET", "url": jobs, "body": ["a": 1]],
      ["method": "POST", "url": "https://localhost:9443/x-aiplatform.googleapis.com/v1/projects/p", "body": [:]],
    ]
    for (request, refusal) in zip(wrong, try refusals(wrong)) { #expect(refusal != nil, "\(request)") }
  }
}

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
    return try ReferencePython.run(script, [file.path]).split(separator: "\n").map {
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

  @Test func everyRequestIsOneOfGoogles() throws {
    let model = folder.url.appending(path: "model").path
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs").path
    try #require(try program.run("model", "assemble", shipped, "--out", model).status == 0)
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

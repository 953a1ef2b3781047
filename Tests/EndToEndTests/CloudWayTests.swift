import Foundation
import TestSupport
import Testing

/// The whole way of `cloud train`, from images here to a model here: somebody else's storage, a program that stands for
/// docker, and scripted lives of jobs.
@Suite(.enabled(if: FakeStorage.available)) struct CloudWayTests {
  private let program: Program
  private let folder: TemporaryFolder
  private let stub: CloudStub
  private let storage: FakeStorage

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
    stub = try CloudStub(lives: "success", unit: 0.1)
    storage = try FakeStorage(bucket: "bkt")
    let docker = """
      #!/bin/sh
      echo "$@" >>"\(folder.path)/docker"
      [ "$1" = push ] && echo "1: digest: \(stub.digest) size: 1234"
      exit 0
      """
    let place = try folder.write(Array(docker.utf8), to: "bin/docker")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
    for name in ["Beagle/1.jpg", "Beagle/2.jpg", "Pug/1.jpg"] {
      try folder.write(Array(name.utf8), to: "dogs/\(name)")
    }
    // What the job leaves at its end.
    try folder.write(Array("{}".utf8), to: "trained/model.json")
    try folder.write(Array("weights".utf8), to: "trained/head.bin")
    #expect(try run("cloud", "copy", path("trained"), "gs://bkt/models/mine").status == 0)
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func run(_ arguments: String...) throws -> Program.Outcome { try run(arguments) }

  private func run(_ arguments: [String]) throws -> Program.Outcome {
    let own = [
      "PATH": "\(folder.path)/bin:/usr/bin:/bin", "HOME": folder.path, "GOOGLE_CLOUD_PROJECT": "p",
    ]
    let environment = stub.environment.merging(storage.environment) { $1 }.merging(own) { $1 }
    return try program.start(arguments, environment: environment).1()
  }

  private func train(model: String = "mine", name: String = "mine", _ more: String...) throws -> Program.Outcome {
    try run(
      [
        "cloud", "train", "--region", "us-central1", "--bucket", "bkt", "--config", path("dogbreed.json"), "--data",
        path("dogs"), "--machine", "n1-standard-8", "--gpu", "t4", "--epochs", "2", "--interval", "0.2", "--drain",
        "0.2", "--name",
        name,
        "--model-dir", "gs://bkt/models/\(model)", "--out",
        path(name == "mine" ? "got" : "got-\(name)"),
      ] + more)
  }

  /// Where the images were sent, as the output tells it: by the folder's name and a hash of its path.
  private func sent(_ outcome: Program.Outcome) throws -> String {
    String(try #require(outcome.errors.firstMatch(of: /gs:\/\/bkt\/data\/dogs-[0-9a-f]{8}/)).output)
  }

  /// What is below an address, fetched again.
  private func objects(below address: String) throws -> [String: String] {
    let place = path("seen-\(UUID().uuidString)")
    let outcome = try run("cloud", "sync", address, place)
    try #require(outcome.status == 0, "\(outcome.errors)")
    var found: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: place) {
      if let data = FileManager.default.contents(atPath: place + "/" + name) {
        found[name] = String(decoding: data, as: UTF8.self)
      }
    }
    return found
  }

  private func body(of name: String) throws -> [String: Any] {
    try #require(
      try stub.requests().compactMap { $0["body"] as? [String: Any] }.last { $0["displayName"] as? String == name })
  }

  @Test func imagesBecomeAModel() throws {
    let outcome = try train(model: "mine", name: "mine", "--title", "Which dog is this?", "--noun", "dog,dogs")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = ["Beagle/1.jpg", "Beagle/2.jpg", "Pug/1.jpg"]
    let images = try sent(outcome)
    #expect(try objects(below: images) == Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
    let docker = try String(contentsOfFile: path("docker"), encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(docker.contains { $0.hasPrefix("build ") && $0.contains("train.gpu.Dockerfile") }, "\(docker)")
    #expect(docker.last?.hasPrefix("push") == true)
    // The job's image is what the registry shows, by its digest.
    let spec = try body(of: "mine")["jobSpec"] as? [String: Any]
    let pool = try #require((spec?["workerPoolSpecs"] as? [[String: Any]])?.first)
    let container = try #require(pool["containerSpec"] as? [String: Any])
    #expect(
      container["imageUri"] as? String == "us-central1-docker.pkg.dev/p/dogbreed/train-gpu@\(stub.digest)",
      "\(container)")
    let flags = try #require(container["args"] as? [String])
    #expect(flags.contains("--data_dir=\(images)") && flags.contains("--model_dir=gs://bkt/models/mine"))
    #expect(flags.contains("--title=Which dog is this?") && flags.contains("--noun=dog,dogs"))
    #expect(try String(contentsOfFile: path("got/head.bin"), encoding: .utf8) == "weights")
    #expect(try String(contentsOfFile: path("got/model.json"), encoding: .utf8) == "{}")
  }

  /// The second time only what changed travels, and what is gone here goes there.
  @Test func theBucketHoldsWhatTheFolderHolds() throws {
    #expect(try train().status == 0)
    try folder.write(Array("another".utf8), to: "dogs/Pug/1.jpg")
    try FileManager.default.removeItem(atPath: path("dogs/Beagle/2.jpg"))
    let refused = try train(name: "again")
    #expect(refused.status == 1 && refused.errors.contains("--delete"), "\(refused.errors)")
    // The dry run names each object that would go, and each of the job's places.
    let dry = try train(name: "again", "--delete", "--dry-run")
    #expect(dry.status == 0, "\(dry.errors)")
    #expect(dry.errors.contains(try "would delete \(sent(dry))/Beagle/2.jpg\n"), "\(dry.errors)")
    #expect(!dry.errors.contains("Beagle/1.jpg"), "\(dry.errors)")
    let outcome = try train(name: "again", "--delete")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try objects(below: sent(outcome)) == ["Beagle/1.jpg": "Beagle/1.jpg", "Pug/1.jpg": "another"])
  }

  /// A job that succeeded keeps its model in the bucket when it can't be brought here: it is said how to get it.
  @Test func aModelThatDoesNotComeIsSaid() throws {
    let outcome = try train(model: "none", name: "lost")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("dogbreed cloud fetch lost"), "\(outcome.errors)")
  }

  @Test func nothingIsCarriedWhenSomethingIsWrong() throws {
    let empty = try run(
      "cloud", "train", "--region", "us-central1", "--bucket", "bkt", "--config", path("dogbreed.json"), "--data",
      path("nowhere"))
    #expect(empty.status == 1 && empty.errors.contains("There is no folder"), "\(empty.errors)")
    let words = (try? read("docker")) ?? ""
    #expect(!words.contains("push"))
  }

  private func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}

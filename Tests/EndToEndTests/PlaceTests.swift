import Foundation
import TestSupport
import Testing

/// What the program did not write, it neither deletes nor replaces.
@Suite struct PlaceTests {
  private let program: Program
  private let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 8)
  }

  private func train(to place: String, _ more: String..., environment: [String: String] = [:]) throws -> Program.Outcome
  {
    try program.start(
      ["train", "--data", data.path, "--model-dir", place, "--backbone", "efficientnet-lite0", "--input-size", "64"]
        + more, environment: environment
    ).1()
  }

  /// Every file below the folder with its bytes.
  private func contents(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      let file = folder.appending(path: name)
      if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[name] = try Data(contentsOf: file)
      }
    }
    return files
  }

  @Test func aFolderWithOtherThingsIsRefusedBeforeTraining() throws {
    try data.folder.write([1, 2], to: "notes.txt")
    let before = try contents(data.folder.url)
    for place in [data.folder.path, data.path, "\(data.path)/blue disc", "\(data.folder.path)/notes.txt"] {
      let outcome = try train(to: place)
      #expect(
        outcome.status == 1 && outcome.errors.contains("nothing there is replaced"), "\(place): \(outcome.errors)")
      #expect(!outcome.errors.contains("features"), "\(outcome.errors)")
    }
    #expect(try contents(data.folder.url) == before)
  }

  @Test func aModelIsReplacedAndWhatLiesNextToItStays() throws {
    let place = "\(data.path)/model"
    #expect(try train(to: place).status == 0)
    try data.folder.write([7], to: "data/model/notes/mine.txt")
    let again = try train(to: place, "--json")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("Model folders are not classes"), "\(again.errors)")
    #expect(try again.object()["classes"] as? Int == 3)
    #expect(try contents(URL(filePath: place))["notes/mine.txt"] == Data([7]))
    let verified = try program.run("model", "verify", place)
    #expect(verified.status == 0, "\(verified.errors)")
    // Exporting and assembling go by the same rule.
    let export = try program.run("model", "export", place, "--out", data.path)
    #expect(export.status == 1 && export.errors.contains("nothing there is replaced"), "\(export.errors)")
    // A part in place of the whole model would be a loss, of itself and of another.
    for whole in [place, place + "/", place + "/../model"] {
      let over = try program.run("model", "export", place, "--out", whole)
      #expect(over.status == 1 && over.errors.contains("a complete model"), "\(over.errors)")
    }
    #expect(try program.run("model", "verify", place).status == 0)
    let part = "\(data.folder.path)/part"
    #expect(try program.run("model", "export", place, "--out", part).status == 0)
    let assembled = try program.run("model", "assemble", part, "--out", part)
    #expect(assembled.status == 1 && assembled.errors.contains("the part that is read"), "\(assembled.errors)")
  }

  @Test func logsOfOthersAndOfEarlierRunsStay() throws {
    let logs = data.folder.url.appending(path: "logs")
    try data.folder.write(Array("a,b\n1,2\n".utf8), to: "logs/metrics.csv")
    let words = ["--recipe", "original", "--epochs", "1", "--log-dir", logs.path]
    let model = "\(data.folder.path)/m"
    func run() throws -> Program.Outcome {
      try program.start(
        ["train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--input-size", "64"]
          + words
      ).1()
    }
    let refused = try run()
    #expect(refused.status == 1 && refused.errors.contains("metrics.csv"), "\(refused.errors)")
    #expect(try contents(logs) == ["metrics.csv": Data("a,b\n1,2\n".utf8)])
    try FileManager.default.removeItem(at: logs.appending(path: "metrics.csv"))
    #expect(try run().status == 0)
    let first = try Data(contentsOf: logs.appending(path: "metrics.csv"))
    let second = try run()
    #expect(second.status == 0 && second.errors.contains("earlier run"), "\(second.errors)")
    let kept = try contents(logs).filter { $0.key.hasPrefix("run-") && $0.key.hasSuffix("/metrics.csv") }
    #expect(Array(kept.values) == [first])
  }

  @Test func inAStoreNothingOfOthersIsTouched() throws {
    let stub = try StorageStub()
    for name in ["photo.jpg", "project/notes.txt", "logs/other/events", "logs/run-of-others.json"] {
      try stub.put(Array(name.utf8), bucket: "kennel", name: name)
    }
    for place in ["gs://kennel", "gs://kennel/", "gs://kennel/project"] {
      let outcome = try train(to: place, environment: stub.environment)
      #expect(outcome.status == 1 && outcome.errors.contains("nothing there is replaced"), "\(outcome.errors)")
    }
    #expect(try stub.state().objects.count == 4)
    let trained = try train(
      to: "gs://kennel/models/new", "--log-dir", "gs://kennel/logs", environment: stub.environment)
    #expect(trained.status == 0, "\(trained.errors)")
    let objects = try stub.state().objects
    for name in ["photo.jpg", "project/notes.txt", "logs/other/events", "logs/run-of-others.json"] {
      #expect(objects["kennel/\(name)"]?.size == name.utf8.count)
    }
    #expect(objects["kennel/models/new/model.json"] != nil && objects["kennel/logs/run.json"] != nil)
    #expect(try stub.state().violations.isEmpty)
  }

  @Test func aImageIsNotOverwrittenByAPage() throws {
    let photo = "\(data.path)/blue disc/0.jpg"
    let before = try Data(contentsOf: URL(filePath: photo))
    for words in [["check", data.path, "--report", photo], ["show", data.path, "--html", photo]] {
      let outcome = try program.start(["data"] + words).1()
      #expect(outcome.status == 1 && outcome.errors.contains("did not write it"), "\(outcome.errors)")
    }
    #expect(try Data(contentsOf: URL(filePath: photo)) == before)
    let page = "\(data.folder.path)/page.html"
    for _ in 0..<2 { #expect(try program.run("data", "show", data.path, "--html", page).status == 0) }
  }

  @Test(arguments: [
    ["data", "check", "DATA", "--report", "URL"], ["data", "check", "DATA", "--fix-into", "URL"],
    ["data", "show", "DATA", "--html", "URL"], ["data", "fetch", "stanford-dogs", "--out", "URL"],
    ["data", "prepare", "DATA", "--out", "OTHER"], ["data", "verify", "OTHER"], ["data", "show", "OTHER"],
    ["model", "export", "DATA", "--out", "URL"], ["model", "assemble", "DATA", "--out", "URL"],
    ["train", "--data", "DATA", "--model-dir", "OTHER"], ["train", "--data", "OTHER", "--model-dir", "m"],
    ["train", "--data", "DATA", "--model-dir", "m", "--feature-cache", "URL"],
    ["train", "--data", "DATA", "--model-dir", "m", "--log-dir", "OTHER"],
    ["evaluate", "--data", "OTHER"], ["evaluate", "--data", "DATA", "--labels", "OTHER"], ["predict", "OTHER"],
    ["predict", "--model", "OTHER", "x.jpg"], ["backbone", "import", "URL", "--as", "resnet50"],
    ["cloud", "sync", "DATA", "OTHER"], ["cloud", "copy", "OTHER", "x"], ["serve", "--model", "OTHER"],
    ["serve", "--feedback", "URL"], ["serve", "--config", "URL"], ["serve", "--tls-cert", "URL", "--tls-key", "k"],
    ["serve", "--tls-cert", "c", "--tls-key", "URL"], ["health", "--config", "URL"], ["cloud", "translate", "URL"],
    ["cloud", "jobs", "--config", "URL", "--dry-run"], ["image", "build", "serve", "--source", "URL", "--dry-run"],
    ["cloud", "deploy", "--to", "app-engine", "--write-app-yaml", "URL"], ["backbone", "list", "--weights", "URL"],
    ["backbone", "fetch", "resnet50", "--out", "URL"], ["backbone", "import", "x", "--as", "resnet50", "--out", "URL"],
    ["evaluate", "--data", "DATA", "--negatives", "OTHER"], ["compare", "DATA", "OTHER", "--data", "DATA"],
    ["bench", "--images", "URL"], ["bench", "--peers", "URL"], ["predict", "--classes", "URL", "x.jpg"],
    ["predict", "--priors", "URL", "x.jpg"],
    ["predict", "--files-from", "URL"],
    ["evaluate", "--data", "DATA", "--csv", "URL"], ["compare", "DATA", "DATA", "--data", "DATA", "--csv", "URL"],
    ["train", "--data", "DATA", "--model-dir", "m", "--groups", "URL"],
    ["train", "--data", "DATA", "--model-dir", "m", "--words", "URL"],
    ["train", "--data", "DATA", "--model-dir", "m", "--negatives", "URL"],
    ["calibrate", "--model", "URL", "--data", "DATA"], ["model", "words", "URL"],
    ["model", "words", "DATA", "--words", "URL"],
    ["model", "record", "DATA", "--on", "x", "--report", "URL"], ["model", "info", "OTHER"],
    ["model", "verify", "OTHER"],
    ["cloud", "fetch", "job", "--out", "URL"], ["cloud", "cost", "--prices", "URL"],
    ["cloud", "train", "--spec", "URL"], ["data", "bench", "--scan", "URL"],
    ["serve", "--api-key-file", "URL"], ["evaluate", "--data", "DATA", "--quarantine", "OTHER"],
  ])
  func aURLIsNeverAPath(_ words: [String]) throws {
    // Where a bucket's URL is taken, those of other schemes are refused; elsewhere every one is.
    let urls =
      words.contains("URL") ? ["gs://kennel/x", "s3://kennel/x"] : ["s3:/kennel/x", "az://k/x", "http://k/x"]
    for url in urls {
      let outcome = try program.start(
        words.map { ["URL": url, "OTHER": url, "DATA": data.path, "m": "\(data.folder.path)/m"][$0] ?? $0 },
        environment: ["DOGBREED_MODEL": "\(data.folder.path)/none"]
      ).1()
      #expect(outcome.status == 2, "\(words) \(url): \(outcome.errors)")
      #expect(outcome.errors.contains(url), "\(outcome.errors)")
    }
    let here = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.currentDirectoryPath)
    #expect(!here.contains { $0.hasSuffix(":") })
  }

  @Test func aURLInAVariableIsNoPathEither() throws {
    let outcome = try program.run("serve", "--model", data.path, environment: ["DOGBREED_FEEDBACK": "gs://kennel/x"])
    #expect(outcome.status == 1 && outcome.errors.contains("gs://kennel/x is a URL"), "\(outcome.errors)")
  }

  @Test func aFileOfAnotherProgramIsNotReplaced() throws {
    func file(_ name: String, _ text: String) throws -> URL {
      try data.folder.write(Array(text.utf8), to: name)
    }
    let weights = Program.weights.appending(path: "tf_efficientnet_lite0-0aa007d2.pth").path
    let found =
      try FileManager.default.contentsOfDirectory(atPath: Program.weights.path).first { $0.contains("lite0") }
      ?? weights
    let taken = [
      (
        try file("app.yaml", "runtime: python39"),
        [
          "cloud", "deploy", "--to", "app-engine", "--model", data.path, "--project", "p",
          "--region", "r", "--write-app-yaml",
        ]
      ),
      (
        try file("package.json", #"{"name": "web", "version": "1.0"}"#),
        ["cloud", "init", "--project", "pro", "--region", "r", "--config"]
      ),
      (
        try file("mine.safetensors", "precious"),
        [
          "backbone", "import", Program.weights.appending(path: found).path, "--as",
          "efficientnet-lite0", "--out",
        ]
      ),
    ]
    for (place, words) in taken {
      let before = try Data(contentsOf: place)
      let outcome = try program.start(words + [place.path]).1()
      #expect(outcome.status == 1 && outcome.errors.contains(place.lastPathComponent), "\(words) \(outcome.errors)")
      #expect(try Data(contentsOf: place) == before, "\(words)")
    }
    // What was imported there before is replaced.
    let own = "\(data.folder.path)/own.safetensors"
    for _ in 0..<2 {
      let words = ["backbone", "import", Program.weights.appending(path: found).path, "--as", "efficientnet-lite0"]
      let outcome = try program.start(words + ["--out", own]).1()
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }
}

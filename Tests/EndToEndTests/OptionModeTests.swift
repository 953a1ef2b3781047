import Foundation
import TestSupport
import Testing

/// Every option of every verb: heeded in all its modes, or said to have no effect where one ignores it.
@Suite struct OptionModeTests {
  /// Verbs with options, and the options that only some modes heed; each has a row below.
  static let modal: [String: Set<String>] = [
    "serve": ["feedback-limit", "log-addresses"],
    "predict": [], "model info": [], "model words": [], "model verify": [], "model record": [], "model export": [],
    "model card": [],
    "model assemble": [],
    "evaluate": labels.union(["slice-by"]), "compare": labels, "calibrate": labels, "bench": [],
    "data fetch": [], "data check": labels.union(["precision", "shipped-model"]), "data show": labels,
    "data prepare": labels, "data verify": [], "data label-suggest": [], "model add-class": labels,
    "cache info": [], "cache clean": [], "review page": labels, "review apply": labels.union(["out"]),
    "review undo": [],
    "backbone list": ["long"], "backbone fetch": [], "backbone import": [],
    "cloud init": ["yes"], "cloud copy": [], "cloud sync": [],
    "cloud train": [
      "cloud-build", "repository", "gpu", "pause", "out", "interval", "drain", "delete", "epochs", "batch-size",
      "test-batch-size", "max-wait",
    ],
    "cloud jobs": place, "cloud watch": place, "cloud logs": place.union(["interval", "drain"]), "cloud cancel": place,
    "cloud fetch": place,
    "cloud deploy": [
      "cloud-build", "repository", "memory", "cpu", "concurrency", "public", "machine", "gpu",
      "check-as", "no-check", "patience",
    ],
    "cloud services": place, "cloud stop": place.union(["part"]),
    "cloud cost": ["gpu", "dry-run"], "cloud translate": ["dry-run"],
    "image build": ["tag", "tool", "to", "bucket", "project", "region", "cloud-machine", "minutes", "poll", "json"],
    "image push": ["json"], "health": [],
    "train": labels.union([
      "batch-size", "lr", "epochs", "beta1", "beta2", "weight-decay", "weights", "group-duplicates", "optimizer",
      "read-ahead", "schedule", "warm-up", "layer-decay", "tune-weight-decay", "label-smoothing", "mixup", "cutmix",
      "ema",
      "drop-path", "freeze-norm", "clip", "accumulate", "patience", "augment", "crop-scale", "rand-augment",
      "erasing", "time-budget", "workers", "test-batch-size", "log-interval", "keep", "checkpoint-steps",
      "resume-if-any", "device", "momentum", "norm-momentum", "sync-norm", "resume",
    ]),
  ]
  static let labels: Set<String> = ["file-column", "label-column", "split-column", "class-level"]
  static let place: Set<String> = ["bucket", "repository"]

  /// Options that every mode of their verb heeds; those of the label group count for each verb that has it.
  private static let plain: [String: Set<String>] = [
    "serve": [
      "model", "looks", "effort", "precision", "threads", "host", "port", "tls-cert", "tls-key", "width", "queue",
      "deadline",
      "rate-limit", "trust-forwarded", "body-limit", "body-budget", "decode-budget", "connections", "idle-timeout",
      "read-timeout", "write-timeout", "feedback", "allow-origin", "embeddable", "drain", "grace", "watch",
      "access-log", "predict-route",
      "health-route", "config", "api-key-file", "client-connections", "hsts", "metrics-host", "metrics-port",
      "trusted-proxies", "log-format", "otlp-endpoint",
    ],
    "predict": [
      "model", "looks", "effort", "precision", "threads", "top", "json", "recursive", "files-from", "shard", "strict",
      "out",
      "resume", "classes", "priors", "together", "neighbours", "explain",
    ],
    "model info": ["json"], "model words": words.union(["sample", "no-samples"]),
    "model verify": ["precision", "threads"], "model record": ["on", "report", "note"], "model export": ["out", "to"],
    "model card": ["out"],
    "model assemble": ["weights", "out"],
    "evaluate": [
      "model", "looks", "effort", "data", "precision", "threads", "split", "negatives", "csv", "report", "robustness",
      "json",
    ],
    "calibrate": [
      "model", "data", "max-error", "max-foreign", "max-refused", "max-another", "negatives", "precision", "threads",
      "split", "feature-cache", "cache-limit", "json", "coverage",
    ],
    "compare": ["data", "precision", "threads", "split", "no-worse-than", "csv", "json"],
    "bench": ["model", "looks", "effort", "precision", "threads", "images", "count", "seconds", "peers", "json"],
    "data fetch": ["out", "mirror", "from", "keep-archives", "patience", "json"],
    "data check": [
      "report", "fix-into", "model", "backbone", "feature-cache", "doubts", "near-bits", "drop-near-duplicates",
      "threads", "json", "strict",
    ],
    "data show": ["html", "json"],
    "data prepare": [
      "out", "image-size", "resize", "format", "quality", "shard-mb", "like-original", "seed", "threads", "strict",
      "json",
    ],
    "data verify": ["json"],
    "data label-suggest": ["out", "resume", "model", "looks", "effort", "precision", "threads"],
    "model add-class": [
      "model", "data", "max-error", "max-foreign", "max-refused", "max-another", "negatives", "precision", "threads",
      "out", "id", "validation", "feature-cache", "cache-limit", "json",
    ],
    "cache info": ["feature-cache", "json"], "cache clean": ["feature-cache", "keep", "unused-for", "dry-run", "json"],
    "review page": [
      "journal", "unlabelled", "feedback", "backbone", "validation", "feature-cache", "cache-limit", "port",
      "precision", "threads",
    ],
    "review apply": ["journal", "to", "dry-run"], "review undo": ["journal"],
    "backbone list": ["weights", "json"],
    "backbone fetch": ["out", "mirror", "sha256", "patience"], "backbone import": ["as", "out"],
    "cloud init": cloud.union(["create"]), "cloud copy": ["dry-run", "json"],
    "cloud sync": ["delete", "dry-run", "json"],
    "cloud train": cloud.union([
      "data", "image", "machine", "machines", "regions", "on-shortage", "spot", "timeout", "label",
      "service-account", "tensorboard", "network", "name", "tag", "model-dir", "log-dir", "detach", "strategy", "disk",
      "spec", "title", "noun", "class-noun",
    ]),
    "cloud jobs": cloud.union(["limit", "all", "everywhere"]), "cloud watch": cloud.union(["interval", "drain"]),
    "cloud logs": cloud.union(["errors", "tail", "follow"]), "cloud cancel": cloud, "cloud fetch": cloud.union(["out"]),
    "cloud deploy": cloud.union([
      "to", "model", "model-uri", "image", "name", "service-account", "min-instances", "max-instances", "traffic",
      "write-app-yaml",
      "no-worse-than", "against", "compare-on",
    ]),
    "cloud services": cloud.union(["on"]), "cloud stop": cloud.union(["on", "patience"]),
    "cloud cost": ["machine", "machines", "hours", "json", "region", "spot", "prices", "catalog"],
    "cloud translate": cloud.union(["set"]),
    "image build": ["source", "platform", "build-arg", "fresh", "cloud-build", "dry-run"],
    "image push": ["to", "tool", "plain-http", "dry-run"], "health": ["port", "config", "patience"],
    "train": [
      "data", "model-dir", "recipe", "backbone", "random-weights", "input-size", "resize", "views",
      "train-on-second-look", "head", "seed", "validation", "coverage", "tune", "processes", "precision", "threads",
      "log-dir",
      "name", "looks", "feature-cache", "cache-limit", "json", "balance", "max-error", "max-foreign", "max-refused",
      "max-another",
      "negatives",
      "title", "noun", "class-noun", "words", "groups", "index", "index-thumbnails", "use-cuda", "cascade",
    ],
  ]
  private static let cloud: Set<String> = ["project", "region", "bucket", "repository", "config", "dry-run", "json"]
  private static let words: Set<String> = ["title", "noun", "class-noun", "words"]
  private static let label: Set<String> = ["labels", "quarantine", "crop-to-box", "box-margin"]

  private let program: Program
  private let folder: TemporaryFolder

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
  }

  /// A new option stands in one of the tables above, so that somebody has thought about what ignores it.
  @Test func everyOptionIsKnownHere() throws {
    var found: [String: Set<String>] = [:]
    func walk(_ command: [String: Any], _ path: [String]) {
      for argument in command["arguments"] as? [[String: Any]] ?? [] where argument["shouldDisplay"] as? Bool != false {
        let long = (argument["names"] as? [[String: Any]] ?? []).first { $0["kind"] as? String == "long" }
        guard let name = long?["name"] as? String, !["help", "version"].contains(name) else { continue }
        found[path.joined(separator: " "), default: []].insert(name)
      }
      for inner in command["subcommands"] as? [[String: Any]] ?? [] where inner["shouldDisplay"] as? Bool != false {
        walk(inner, path + [inner["commandName"] as? String ?? ""])
      }
    }
    let training = try Process.output(of: Program.binary.path + "-training", ["--experimental-dump-help"])
    for text in [try program.run("--experimental-dump-help").output, training] {
      let tree = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      walk(try #require(tree?["command"] as? [String: Any]), [])
    }
    for verb in ["", "help", "bench-steps", "bench-bursts", "bench-head", "data bench"] { found[verb] = nil }
    #expect(Set(found.keys) == Set(Self.modal.keys))
    for (verb, all) in found {
      // Flags have one that turns them off.
      let names = all.filter { !$0.hasPrefix("no-") || !all.contains(String($0.dropFirst(3))) }
      let hasLabels = names.isSuperset(of: Self.label)
      let known = (Self.modal[verb] ?? []).union(Self.plain[verb] ?? []).union(hasLabels ? Self.label : [])
      #expect(names == known, "\(verb): \(names.symmetricDifference(known).sorted())")
    }
  }

  @Test(arguments: 0..<rows.count) func whatAModeIgnoresIsSaid(_ number: Int) throws {
    let row = Self.rows[number]
    let words = row.words.map { ["OUT", "MODEL"].contains($0) ? folder.url.appending(path: $0.lowercased()).path : $0 }
    let outcome = try program.start(words).1()
    let notes = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("note: ") && $0.contains(" no effect ") }
    let named = notes.flatMap { note in
      note.components(separatedBy: " no effect")[0].split { ", ".contains($0) }.filter { $0.hasPrefix("--") }.map {
        String($0.dropFirst(2))
      }
    }
    #expect(Set(named) == row.idle, "\(words.joined(separator: " "))\n\(outcome.errors)")
    #expect(Set(named).count == named.count)
  }

  @Test(arguments: [
    ["train", "--data", "/nowhere", "--model-dir", "/nowhere/m", "--resume"],
    ["train", "--data", "/nowhere", "--model-dir", "/nowhere/m", "--box-margin", "0.1"],
    ["data", "check", "/nowhere", "--drop-near-duplicates"],
    ["data", "prepare", "/nowhere", "--out", "/nowhere/o", "--like-original", "--image-size", "64"],
    ["cloud", "deploy", "--to", "app-engine", "--traffic", "50"],
    ["cloud", "deploy", "--to", "cloud-run", "--public", "--write-app-yaml", "/nowhere/a"],
    ["serve", "--model", "/nowhere", "--tls-key", "/nowhere/k"],
  ]) func whatCanNotBeMeantIsRefused(_ words: [String]) throws {
    let outcome = try program.start(words).1()
    #expect(outcome.status != 0 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.contains("--"), "\(outcome.errors)")
  }
}

extension Process {
  /// What another program prints.
  static func output(of path: String, _ words: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: path)
    process.arguments = words
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}

extension OptionModeTests {
  /// Words that run a verb in one mode, and the options among them that it ignores.
  static let rows: [(words: [String], idle: Set<String>)] = {
    let train = ["train", "--data", "/nowhere", "--model-dir", "MODEL"]
    let tuned = train + ["--tune", "full"]
    let deploy = ["cloud", "deploy", "--project", "p", "--region", "r", "--model", "/nowhere"]
    return [
      (
        ["data", "show", "/nowhere", "--file-column", "f", "--label-column=l", "--split_column", "s"],
        ["file-column", "label-column", "split-column"]
      ),
      (["data", "show", "/nowhere", "--labels", "/no.csv", "--class-level", "outer"], ["class-level"]),
      (["data", "check", "/nowhere", "--precision", "f32", "--label-column", "l"], ["precision", "label-column"]),
      (["data", "check", "/nowhere", "--model", "/no", "--shipped-model"], ["shipped-model"]),
      (["data", "prepare", "/nowhere", "--out", "OUT", "--split-column", "s"], ["split-column"]),
      (
        [
          "evaluate", "--model", "/nowhere", "--data", "/nowhere", "--file-column", "f", "--report", "OUT",
          "--slice-by", "c",
        ],
        ["file-column", "slice-by"]
      ),
      (["compare", "/nowhere", "/nothing", "--data", "/nowhere", "--label-column", "f"], ["label-column"]),
      (
        ["model", "add-class", "x", "/nowhere", "--model", "/no", "--data", "/nowhere", "--label-column", "f"],
        ["label-column"]
      ),
      (["review", "/nowhere", "--label-column", "f"], ["label-column"]),
      (
        ["review", "apply", "/nowhere", "--labels", "/no.csv", "--class-level", "outer", "--out", "x"],
        ["class-level", "out"]
      ),
      (["backbone", "list", "--long", "--json"], ["long"]),
      (["cloud", "cost", "--machine", "n1-standard-8+t4", "--gpu", "t4", "--dry-run"], ["gpu", "dry-run"]),
      (
        ["cloud", "jobs", "--dry-run", "--project", "p", "--region", "r", "--bucket", "abc", "--repository", "d"], place
      ),
      (["cloud", "watch", "j", "--dry-run", "--project", "p", "--region", "r", "--bucket", "abc"], ["bucket"]),
      (
        ["cloud", "logs", "j", "--dry-run", "--project", "p", "--region", "r", "--bucket", "abc", "--drain", "3"],
        ["bucket", "drain"]
      ),
      (["cloud", "init", "--dry-run", "--project", "p", "--region", "r", "--yes"], ["yes"]),
      (["cloud", "cancel", "j", "--dry-run", "--project", "p", "--region", "r", "--bucket", "abc"], ["bucket"]),
      (["cloud", "fetch", "j", "--dry-run", "--project", "p", "--region", "r", "--repository", "d"], ["repository"]),
      (["cloud", "services", "--dry-run", "--project", "p", "--region", "r", "--bucket", "abc"], ["bucket"]),
      (
        [
          "cloud", "stop", "d", "--on", "cloud-run", "--dry-run", "--project", "p", "--region", "r", "--repository",
          "d", "--part", "x",
        ], ["repository", "part"]
      ),
      (["cloud", "translate", "/nowhere", "--dry-run"], ["dry-run"]),
      (
        [
          "cloud", "train", "--dry-run", "--project", "p", "--region", "r", "--data", "gs://abc/d", "--image", "x/y:z",
          "--cloud-build", "--repository", "d", "--pause", "3", "--on-shortage", "stop", "--detach", "--out", "o",
          "--interval", "5", "--drain", "3", "--max-wait", "2h", "--delete", "--epochs", "3", "--batch-size", "8",
          "--test-batch-size", "8", "--machine",
          "n1-standard-8+t4", "--gpu", "t4",
        ], modal["cloud train"] ?? []
      ),
      (
        [
          "cloud", "train", "--dry-run", "--project", "p", "--region", "r", "--data", "gs://abc/d", "--epochs", "3",
          "--gpu",
          "t4", "--strategy", "flex-start", "--max-wait", "2h", "--test-batch-size", "8", "--", "--tune", "full",
          "--keep",
          "2",
        ], []
      ),
      (
        deploy + [
          "--dry-run", "--to", "cloud-run", "--public", "--machine", "m", "--gpu", "t4", "--image", "i/j:k",
          "--cloud-build", "--repository", "d",
        ], ["machine", "gpu", "cloud-build", "repository"]
      ),
      (
        deploy + [
          "--dry-run", "--to", "app-engine", "--memory", "9", "--cpu", "1", "--concurrency", "2", "--public",
          "--service-account", "a", "--no-check", "--check-as", "b",
        ],
        ["memory", "cpu", "concurrency", "public", "check-as"]
      ),
      (
        deploy + ["--to", "app-engine", "--write-app-yaml", "OUT", "--no-check", "--patience", "3"],
        ["no-check", "patience"]
      ),
      (
        [
          "image", "build", "serve", "--dry-run", "--json", "--to", "a/b:c", "--bucket", "abc", "--project", "p",
          "--region", "r", "--cloud-machine", "m", "--minutes", "3", "--poll", "2", "--tool", "docker",
        ],
        ["json", "to", "bucket", "project", "region", "cloud-machine", "minutes", "poll"]
      ),
      (
        [
          "image", "build", "serve", "--cloud-build", "--dry-run", "--to", "a.b/c:d", "--bucket", "abc", "--tool",
          "docker", "--tag", "x",
        ], ["tool", "tag"]
      ),
      (["image", "push", "serve", "--dry-run", "--to", "a.b/c:d", "--json", "--tool", "docker"], ["json"]),
      (
        ["serve", "--model", "/nowhere", "--feedback-limit", "5", "--no-access-log", "--log-addresses"],
        ["feedback-limit", "log-addresses"]
      ),
      (
        train + [
          "--epochs", "3", "--batch_size=8", "--lr", "0.1", "--beta1", "0.9", "--optimizer", "sgd", "--momentum",
          "0.9", "--schedule", "cosine", "--warm-up", "1", "--layer-decay", "0.8", "--tune-weight-decay", "0",
          "--label-smoothing", "0", "--mixup", "0", "--cutmix", "0", "--ema", "0.9", "--drop-path", "0",
          "--freeze-norm",
          "--norm-momentum", "0.1", "--sync-norm", "--clip", "1", "--accumulate", "1", "--balance", "none",
          "--patience",
          "2", "--augment", "light", "--crop-scale", "0.5", "--rand-augment", "2:9", "--erasing", "0", "--time-budget",
          "1m", "--device", "cpu", "--workers", "1", "--test-batch-size", "8", "--log-interval", "5", "--keep", "2",
          "--checkpoint-steps", "5", "--resume-if-any", "--random-weights", "--weights", "w", "--validation", "0",
          "--group-duplicates", "--read-ahead", "1GB",
        ],
        Set(modal["train"] ?? []).subtracting(labels).subtracting(["beta2", "weight-decay", "device", "resume"])
      ),
      (train + ["--use-cuda", "--device", "cpu"], ["device"]),
      (
        train + [
          "--head", "adam", "--epochs", "3", "--batch-size", "8", "--lr", "0.1", "--beta2", "0.9", "--weight-decay",
          "1",
        ], ["weight-decay"]
      ),
      (
        tuned + [
          "--epochs", "3", "--time-budget", "1m", "--momentum", "0.9", "--optimizer", "adam", "--beta1", "0.9",
          "--freeze-norm", "--norm-momentum", "0.1", "--sync-norm", "--keep", "2",
        ],
        ["epochs", "momentum", "norm-momentum", "sync-norm"]
      ),
      (tuned + ["--epochs", "3", "--patience", "3"], ["patience"]),
      (tuned + ["--epochs", "3", "--patience", "2"], []),
      (tuned + ["--beta1", "0.9", "--sync-norm", "--device", "cpu", "--momentum", "0.9"], ["beta1", "sync-norm"]),
      (["predict", "--model", "/nowhere", "/nowhere.jpg", "--top", "3", "--json"], []),
    ]
  }()
}

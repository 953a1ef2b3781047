import GoogleCloud
import TestSupport
import Testing
import Transport

@Suite struct TranslationTests {
  /// The Python original's own command, with its scripts' names.
  static let original = #"""
    # train
    gcloud ai-platform jobs submit training ${JOB_NAME} \
    		--region ${REGION} \
    		--scale-tier BASIC_GPU \
      		--master-image-uri ${IMAGE_URI} \
    		-- \
    		--model_dir=${MODELS_DIR} \
    		--epochs=30 \
    		--use_cuda \
    		--data_dir=${DATA_DIR} \
    		--batch_size=120 \
    		--test_batch_size=400 \
    		--log_dir=${LOGS_DIR}
    """#

  private static let scripts = #"""
    #!/bin/bash
    set -o allexport
    PROJECT_ID=$(gcloud config list project --format "value(core.project)")
    BUCKET_NAME=${PROJECT_ID}-aiplatform
    REGION=europe-west3
    IMAGE_REPO_NAME=pytorch_trainer
    IMAGE_TAG=GPU_V1
    IMAGE_URI=eu.gcr.io/${PROJECT_ID}/${IMAGE_REPO_NAME}:${IMAGE_TAG}
    DATA_DIR=gs://${BUCKET_NAME}/data
    MODELS_DIR=gs://${BUCKET_NAME}/models/${IMAGE_TAG}_$(date +%Y%m%d_%H%M%S)
    LOGS_DIR=gs://${BUCKET_NAME}/logs/${IMAGE_TAG}_$(date +%Y%m%d_%H%M%S)
    JOB_NAME=${IMAGE_TAG}_DATE_TIME_$(date +%Y%m%d_%H%M%S)

    """#

  private static func command(_ text: String) -> String? {
    if text.hasPrefix("date ") { return "20260131_010203" }
    return text.hasPrefix("gcloud config") ? "p" : nil
  }

  private func translate(
    _ text: String, variables: [String: String] = [:], names: [String: String] = [:]
  ) throws -> JobTranslation {
    let script = try OldScript(text, variables: variables, names: names, command: Self.command)
    return try JobTranslation(script.command, region: "europe-west4", repository: "dogbreed")
  }

  @Test func theOriginalsScriptsAndCommand() throws {
    let found = try translate(Self.scripts + Self.original)
    let body = try found.job.body()
    #expect(found.region == "europe-west3" && body.displayName == "GPU_V1_DATE_TIME_20260131_010203")
    let pool = try #require(body.jobSpec.workerPoolSpecs.first)
    #expect(body.jobSpec.workerPoolSpecs.count == 1 && pool.machineSpec.machineType == "n1-standard-8")
    #expect(pool.machineSpec.acceleratorType == "NVIDIA_TESLA_T4" && pool.machineSpec.acceleratorCount == 1)
    #expect(pool.containerSpec.imageUri == "europe-west3-docker.pkg.dev/p/dogbreed/pytorch_trainer:GPU_V1")
    #expect(
      pool.containerSpec.args == [
        "--model_dir=gs://p-aiplatform/models/GPU_V1_20260131_010203", "--epochs=30", "--use_cuda",
        "--data_dir=gs://p-aiplatform/data", "--batch_size=120", "--test_batch_size=400",
        "--log_dir=gs://p-aiplatform/logs/GPU_V1_20260131_010203",
      ])
    #expect(
      found.notes.contains { $0.contains("BASIC_GPU") } && found.notes.contains { $0.contains("Container Registry") })
  }

  /// Both have counterparts: `encryptionSpec` and `enableWebAccess`.
  @Test func keysAndShellsStay() throws {
    let begin = "gcloud ai-platform jobs submit training j --region europe-west4 --master-image-uri i.example/x:1"
    let ring = "projects/p/locations/europe-west4/keyRings/ring/cryptoKeys/key"
    for flags in [
      " --kms-key \(ring)", " --kms-key=key --kms-keyring=ring --kms-project=p",
      " --kms-key key --kms-keyring ring --kms-location europe-west4 --project p",
    ] {
      let found = try translate(begin + flags + " --enable-web-access -- --epochs=3")
      let body = try found.job.body()
      #expect(body.encryptionSpec?.kmsKeyName == ring && body.jobSpec.enableWebAccess == true, "\(flags)")
      #expect(!found.notes.contains { $0.contains("kms") || $0.contains("web") }, "\(found.notes)")
    }
    #expect(throws: CloudError.self) { try translate(begin + " --kms-key key").job.body() }
    let script = "export REGION=europe-west4 IMAGE=i.example/x:1\n"
    let exported = "gcloud ai-platform jobs submit training $NAME --region $REGION --master-image-uri $IMAGE"
    #expect(try translate(script + exported, variables: ["NAME": "mine"]).job.name == "mine")
  }

  @Test func openVariablesAreFilledOrNamed() throws {
    let names = [
      "JOB_NAME": "j", "REGION": "r1", "IMAGE_URI": "r1-docker.pkg.dev/p/r/i:1", "MODELS_DIR": "gs://b/m",
      "DATA_DIR": "gs://b/d", "LOGS_DIR": "gs://b/l",
    ]
    let script = try OldScript(Self.original, variables: ["REGION": "r2"], names: names, command: Self.command)
    #expect(
      script.command.flags["region"] == "r2"
        && script.filled.keys.sorted() == ["DATA_DIR", "IMAGE_URI", "JOB_NAME", "LOGS_DIR", "MODELS_DIR"])
    let error = #expect(throws: CloudError.self) { try translate(Self.original, variables: ["REGION": "r"]) }
    #expect(error?.description.contains("JOB_NAME, IMAGE_URI, MODELS_DIR") == true, "\(error?.description ?? "")")
  }

  @Test func aCPUJobOfTheMakefileLosesItsCUDA() throws {
    let found = try translate(
      "gcloud ai-platform jobs submit training j --region r --master-image-uri gcr.io/p/i:1 -- --epochs=1 --use_cuda")
    #expect(found.job.machine.description == "n1-standard-4" && found.job.arguments == ["--epochs=1"])
    #expect(found.notes.contains { $0.contains("--use_cuda was left out") })
  }

  @Test func machinesWorkersAndOldNames() throws {
    let found = try translate(
      """
      gcloud beta ml-engine jobs submit training 'my job' --region=r --scale-tier custom --master-machine-type=n1-standard-16 \
      --master-accelerator count=2,type=nvidia-tesla-k80 --worker-count 3 --worker-machine-type n1-standard-16 \
      --master-image-uri i.example/x:1 --labels a=b,c=d --service-account s@p --job-dir gs://b/j --stream-logs --runtime-version 2.1
      """)
    #expect(
      found.job.name == "my job" && found.job.machine.description == "n1-standard-16+t4:2" && found.job.machines == 4)
    #expect(
      found.job.labels == ["a": "b", "c": "d"] && found.job.serviceAccount == "s@p" && found.job.outputs == "gs://b/j")
    #expect(found.notes.contains { $0.contains("runtime-version") })
    let gpu = try translate(
      "gcloud ai-platform jobs submit training j --scale-tier CUSTOM --master-machine-type complex_model_m_gpu --master-image-uri i.example/x"
    )
    #expect(gpu.job.machine.description == "n1-standard-16+t4:4" && gpu.region == "europe-west4")
  }

  @Test(arguments: [
    ("ls", "contains no"), ("gcloud ai-platform jobs list", "contains no"), ("", "contains no"),
    ("gcloud ai-platform jobs submit training", "names no job"),
    ("gcloud ai-platform jobs submit training a b", "two jobs"),
    ("gcloud ai-platform jobs submit training a --region", "no value"),
    ("gcloud ai-platform jobs submit training a --region r", "--master-image-uri"),
    ("gcloud ai-platform jobs submit training a --package-path p --region r", "Python packages"),
    ("gcloud ai-platform jobs submit training a --scale-tier BASIC_TPU --master-image-uri i.e/x", "BASIC_TPU"),
    ("gcloud ai-platform jobs submit training a --scale-tier CUSTOM --master-image-uri i.e/x", "CUSTOM needs"),
    ("gcloud ai-platform jobs submit training a --config c.yaml --master-image-uri i.e/x", "YAML"),
    ("gcloud ai-platform jobs submit training \"a", "never closed"), ("A=$(rm -rf /)", "would have to be run"),
    ("gcloud ai-platform jobs submit training ${A:-b}", "not a plain variable"),
  ])
  func whatCannotBeTranslatedIsSaid(_ text: String, _ words: String) {
    let error = #expect(throws: CloudError.self) { try translate(text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  /// Whatever the text, it is read to its end or refused; nothing is run, nothing hangs.
  @Test func fuzzedScripts() {
    var generator = SeededGenerator(seed: 11)
    let pieces = [
      "gcloud ", "ai-platform ", "jobs submit training ", "--region ", "-- ", "\\\n", "\n", "'", "\"", "$", "${", "}",
      "$(", ")",
      "A=", " ", "#", ";", "é", "\\", "a", "--master-image-uri=", "\t", "`", "\r\n", "\u{0}",
    ]
    var refused = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }
      .joined()
      do { _ = try translate(text) } catch {
        #expect(error is CloudError, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 19_000, "\(refused)")
    #expect(throws: CloudError.self) { try translate(String(repeating: "a", count: 300_000)) }
  }

  @Test func wordsAreTheShells() throws {
    var reader = try ShellReader("a 'b c' \"d $X ${Y}\" e\\ f \\\n g'h'\"i\" '' # no\nj; k")
    let expansion = ShellReader.Expansion(variable: { ["X": "x", "Y": ""][$0] }, command: { _ in nil })
    #expect(try reader.statement(expansion) == ["a", "b c", "d x ", "e f", "ghi", ""])
    #expect(try reader.statement(expansion) == ["j"])
    #expect(try reader.statement(expansion) == ["k"])
    #expect(try reader.statement(expansion) == nil)
  }
}

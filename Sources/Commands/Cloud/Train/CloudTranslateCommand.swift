import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud translate`: converts an old command to a current job.
struct CloudTranslateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Read a gcloud ai-platform jobs submit training command, and print the equivalent job.",
    discussion: """
      The text may hold assignments before the command, and variables of the Python original's scripts (JOB_NAME, \
      BUCKET_NAME, REGION, IMAGE_URI, MODELS_DIR, DATA_DIR, LOGS_DIR, …), which are given current values where \
      they are unset. Nothing is run and nothing is sent.

      Examples:
        dogbreed cloud translate train-cloud.sh
        dogbreed cloud translate train-cloud.sh --set JOB_NAME=my_job
      """)

  @Argument(help: "The file with the command; - or none for standard input.", transform: Place.path)
  var file = "-"

  @OptionGroup var cloud: CloudOptions

  @Option(name: .customLong("set"), help: "A variable's value, NAME=VALUE (default: none). May be repeated.")
  var variables: [String] = []

  private struct Result: Encodable {
    let region: String
    let url: String
    let job: CustomJob
    let notes: [String]
    let filled: [String: String]
  }

  func run() async throws {
    let text = try read()
    let given = try Dictionary(
      variables.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw ValidationError("--set \(text) is not NAME=VALUE.") }
        return (parts[0], parts[1])
      }
    ) { $1 }
    let settings = try cloud.settings()
    var place = try await place(settings)
    if place.region.isEmpty, let named = given["REGION"] { place.region = named }
    let stamp = JobNames.stamp(.now)
    let script = try OldScript(
      text,
      // What the shell exported counts as it would there; only what the script uses is shown.
      variables: ProcessInfo.processInfo.environment.merging(given) { $1 },
      names: Self.names(place, stamp: stamp), command: { Self.command($0, place: place, stamp: stamp) })
    let translation = try JobTranslation(
      script.command, region: cloud.region ?? (place.region.isEmpty ? nil : place.region), repository: place.repository)
    let body = try translation.job.body()
    for (name, value) in script.filled.sorted(by: { $0.key < $1.key }) {
      Console.error("note: \(name) had no value; \(value) was used.")
    }
    for note in translation.notes { Console.error("note: \(note)") }
    let request = try JobRequests(place.site(Endpoints(), region: translation.region)).create(body)
    if cloud.json {
      try Console.out(
        JSONText.pretty(
          Result(
            region: translation.region, url: request.url, job: body, notes: translation.notes, filled: script.filled)))
    } else {
      try Console.out(RequestPrinter.text([request], json: false))
    }
  }

  /// A translation needs no settings: unknown values stay placeholders.
  private func place(_ settings: CloudSettings) async throws -> CloudPlace {
    var options = cloud
    if options.region == nil, settings.region == nil { options.region = "REGION" }
    var place = try await options.place(settings, checks: false) { "PROJECT" }
    if place.region == "REGION" { place.region = "" }
    return place
  }

  private func read() throws -> String {
    if file == "-" { return String(decoding: try StandardInput.read(limit: ShellReader.limit), as: UTF8.self) }
    do throws(FileError) {
      return String(decoding: try RegularFile.contents(of: file, limit: ShellReader.limit), as: UTF8.self)
    } catch {
      throw CloudError(.usage, "\(file) can't be read: \(error.reason)")
    }
  }

  /// What those scripts would use today.
  static func names(_ place: CloudPlace, stamp: String) -> [String: String] {
    let names = JobNames(tag: "GPU_V1", bucket: place.bucket, stamp: stamp)
    return [
      "PROJECT_ID": place.project, "BUCKET_NAME": place.bucket, "REGION": place.region,
      "IMAGE_REPO_NAME": "train-gpu", "IMAGE_TAG": "GPU_V1",
      "IMAGE_URI": place.region.isEmpty ? "" : place.image("train-gpu", tag: "GPU_V1"),
      "DATA_DIR": names.data, "MODELS_DIR": names.model, "LOGS_DIR": names.logs, "JOB_NAME": names.job,
    ].filter { !$0.value.isEmpty }
  }

  /// The two commands that the original's scripts ran.
  static func command(_ text: String, place: CloudPlace, stamp: String) -> String? {
    let words = text.split(separator: " ").map(String.init)
    if words.first == "date", text.contains("%Y%m%d_%H%M%S") { return stamp }
    if words.prefix(2) == ["gcloud", "config"], text.contains("project") { return place.project }
    return nil
  }
}

extension CloudTranslateCommand: ModalOptions {
  var modes: [OptionMode] { [OptionMode("dry-run", isUsed: false, "here, since nothing is ever sent")] }
}

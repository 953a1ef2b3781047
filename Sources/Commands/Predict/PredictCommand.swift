import ArgumentParser
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// `dogbreed predict`: what do these images show?
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Classify images.",
    discussion: """
      The verdict is `breed` if the first class is reliable, `unsure` if no class is probable enough, and \
      `notADog` if the image shows nothing the model knows. The last one needs classes that the backbone's own \
      ImageNet classes resemble, as with dogs; other models never give it.

      A truncated JPEG of which at least half is there is answered with a warning on standard error, and in the field \
      `warning` of --json; --strict refuses it.

      The exit code is 1 if an image could not be read; the others are still answered.
      """)

  @Argument(
    help:
      "JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF files, or gs:// URLs of such; - for one image on standard input.",
    transform: Place.pathOrURL)
  var files: [String]

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "How many of the most probable classes to list.")
  var top = 5

  @Flag(help: "One JSON object per line: file, verdict, predictions, warning, error.")
  var json = false

  @Flag(help: "Refuse truncated images, also those that decode for the most part.")
  var strict = false

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be at least 1.") }
    if files.isEmpty { throw ValidationError("Name at least one image.") }
  }

  func run() async throws {
    let limits = Limits(acceptsTruncated: !strict)
    let predictor = try await modelOptions.predictor(engine, limits: limits)
    let renderer: any PredictionRenderer = json ? JSONLines() : PredictionBars(width: Console.width)
    var failed = false
    let request = ClassificationRequest(top: top)
    for try await outcome in files.concurrentMap(
      width: predictor.width,
      { file in
        await PredictionOutcome(file: file, predictor: predictor, request: request, limits: limits)
      })
    {
      if outcome.error != nil { failed = true }
      if let warning = outcome.warning { Console.error("\(outcome.file): \(warning)") }
      try Console.out(renderer.render(outcome))
    }
    if failed { throw ExitCode.failure }
  }
}

/// One image's answer, or why there is none; its JSON keys are part of the program's interface.
struct PredictionOutcome: Encodable, Sendable {
  let file: String
  var verdict: Verdict?
  var predictions: [Prediction] = []
  /// The classes of which one is right with a stated probability.
  var set: PredictionSet?
  /// What is wrong with an image that was answered anyway.
  var warning: String?
  var error: String?

  init(file: String, predictor: Predictor, request: ClassificationRequest, limits: Limits) async {
    self.file = file
    do {
      let bytes =
        try file == "-"
        ? StandardInput.read(limit: limits.bytes)
        : ImageFile.read(await Remote.input(file, progress: SilentProgress()), limits: limits)
      let found = try await predictor.classify(bytes, request)
      verdict = found.answer.verdict
      predictions = found.answer.predictions
      set = found.answer.set
      warning = found.missingRows.map {
        "The file is truncated: "
          + ($0 > 0 ? "\(Int(($0 * 100).rounded(.up))) % of its rows are missing." : "details are missing.")
          + " The answer is for the rest; send the whole file, or refuse such with --strict."
      }
    } catch {
      self.error = "\(error)"
    }
  }
}

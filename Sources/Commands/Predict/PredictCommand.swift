import ArgumentParser
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// `dogbreed predict`: what do these photographs show?
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say what photographs show.",
    discussion: """
      The verdict is `breed` when the first class can be relied on, `unsure` when no class is probable enough, and \
      `notADog` when the picture shows nothing of the model's kind. The last one needs classes that the backbone's own \
      ImageNet classes resemble, as dogs do; a model of another kind that can't tell never gives it.

      The exit code is 1 when a picture could not be read; the others are answered all the same.
      """)

  @Argument(
    help:
      "JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF files, or gs:// addresses of such; - for one picture on standard input.",
    transform: Place.pathOrURL)
  var files: [String]

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "How many of the most probable classes to give.")
  var top = 5

  @Flag(help: "One JSON object a line: file, verdict, predictions, error.")
  var json = false

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be at least 1.") }
    if files.isEmpty { throw ValidationError("Name at least one picture.") }
  }

  func run() async throws {
    let predictor = try await modelOptions.predictor(engine)
    let renderer: any PredictionRenderer = json ? JSONLines() : PredictionBars(width: Console.width)
    var failed = false
    let request = ClassificationRequest(top: top)
    for try await outcome in files.concurrentMap(
      width: predictor.width,
      { file in
        await PredictionOutcome(file: file, predictor: predictor, request: request)
      })
    {
      if outcome.error != nil { failed = true }
      Console.out(renderer.render(outcome))
    }
    if failed { throw ExitCode.failure }
  }
}

/// One picture's answer, or why there is none; its JSON keys are part of the program's interface.
struct PredictionOutcome: Encodable, Sendable {
  let file: String
  var verdict: Verdict?
  var predictions: [Prediction] = []
  var error: String?

  init(file: String, predictor: Predictor, request: ClassificationRequest) async {
    self.file = file
    do {
      let bytes =
        try file == "-"
        ? StandardInput.read(limit: Limits().bytes)
        : PictureFile.read(await Remote.input(file, progress: Silence()), limits: Limits())
      let answer = try await predictor.classify(bytes, request).answer
      verdict = answer.verdict
      predictions = answer.predictions
    } catch {
      self.error = "\(error)"
    }
  }
}

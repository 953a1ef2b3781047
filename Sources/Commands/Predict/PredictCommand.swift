import ArgumentParser
import Artifact
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
      The verdict is `sure` if the first class is reliable, `unsure` if no class is probable enough, `another` if the image \
      rather shows a class of the kind that the model doesn't know, and `other` if it shows nothing the model knows. The last \
      two are given where training could show how often they are wrong.

      A truncated JPEG with at least half of its rows is answered with a warning on standard error, and in the field \
      `warning` of --json; --strict refuses it.

      The exit code is 1 if an image could not be read; the others are still answered.

      Examples:
        dogbreed predict photo.jpg
        dogbreed predict photos --recursive --out answers.csv
        find . -name '*.jpg' -print0 | dogbreed predict --model my-model --files-from - --json
      """)

  @Argument(
    help:
      "JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF files, folders of such, or gs:// or s3:// URLs of either; - for one image on standard input.",
    transform: Place.pathOrURL)
  var files: [String] = []

  @OptionGroup var naming: NamingOptions
  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var weights: ClassWeights

  @Flag(help: "All files show the same thing: give one answer for all of them.")
  var together = false

  @Option(help: "How many of the most probable classes to list.")
  var top = Self.usualTop

  private static let usualTop = 5

  @Option(help: "How many of the nearest training images to list, of models that were trained with --index.")
  var neighbours = 0

  @Option(
    help:
      "A folder for a map of each image, at its own size, of what spoke for its first class: alone and over the image (default: none).",
    transform: Place.path)
  var explain: String?

  @Flag(help: "One JSON object per line: file, verdict, predictions, stage, warning, error.")
  var json = false

  @Flag(help: "Refuse truncated images, even those that mostly decode.")
  var strict = false

  @Option(
    help: "Write the answers to this .csv or .jsonl file, line by line; by default they go to standard output.",
    transform: Place.path)
  var out: String?

  @Flag(help: "Continue the --out file of an earlier run: images that it has answers for are skipped.")
  var resume = false

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be at least 1.") }
    if !(0...1000).contains(neighbours) { throw ValidationError("--neighbours must be from 0 to 1000.") }
    if neighbours > 0, let out, out.lowercased().hasSuffix(".csv") {
      throw ValidationError("A .csv file has no room for --neighbours; name a .jsonl file with --out.")
    }
    try naming.check(files)
    if modelOptions.effort ?? .full != .full {
      if together { throw ValidationError("--together asks all nets and looks of each image; leave out --effort.") }
      if weights.classes != nil || weights.priors != nil {
        throw ValidationError("--classes and --priors ask all nets and looks of each image; leave out --effort.")
      }
    }
    if together {
      if out != nil { throw ValidationError("--together gives one answer, on standard output; leave out --out.") }
      if explain != nil { throw ValidationError("--explain explains image by image; leave out --together.") }
      if files.isEmpty || naming.recursive || !naming.lists.isEmpty || naming.shard != nil {
        throw ValidationError("--together takes images by name only: leave out --recursive, --files-from and --shard.")
      }
    }
    guard let out else {
      if resume { throw ValidationError("--resume continues a file of answers; name it with --out.") }
      return
    }
    if AnswerFormat(name: out, top: top) == nil { throw ValidationError("\(AnswerFileError.format(out))") }
    if json {
      throw ValidationError("--json is for standard output; the name given to --out decides the file's format.")
    }
  }

  func run() async throws {
    try naming.checkEffect(files)
    let shard = try naming.shard(ProcessInfo.processInfo.environment)
    var limits = Limits.isolated
    limits.acceptsTruncated = !strict
    let predictor = try await modelOptions.predictor(engine, limits: limits, loadsIndex: neighbours > 0)
    if neighbours > 0, predictor.card.indexed == nil { throw NoIndex(model: predictor.card.name) }
    let names = try naming.names(files, shard: shard)
    let explanations = try explain.map { try ExplanationFolder($0) }
    var request = ClassificationRequest(top: top, explain: explanations != nil, neighbours: neighbours)
    request.weights = try weights.weights(of: predictor.card.classes)
    let renderer: any PredictionRenderer =
      json ? JSONLines() : PredictionBars(width: Console.width, words: predictor.card.words)
    if together {
      let outcome = await PredictionOutcome(together: files, predictor: predictor, request: request, limits: limits)
      try Console.out(renderer.render(outcome))
      if outcome.error != nil { throw ExitCode.failure }
      return
    }
    let model = AnswerRow.source(
      seal: predictor.folder.description.seal, looks: modelOptions.looks, effort: modelOptions.effort,
      weights: request.weights,
      top: out?.lowercased().hasSuffix(".csv") == false && top != Self.usualTop ? top : nil, isStrict: strict,
      neighbours: neighbours)
    let run = PredictionRun(
      predictor: predictor, request: request, names: names, limits: limits, explanations: explanations)
    guard let out, let format = AnswerFormat(name: out, top: top) else {
      let summary = try await run.run { outcome in
        if let warning = outcome.warning { Console.error("\(outcome.file): \(warning)") }
        try Console.out(renderer.render(outcome))
      }
      return try finish(summary, shard: shard)
    }
    let place = shard?.name(of: out) ?? out
    let file = try AnswerFile(place, format: format, model: model, resume: resume)
    let progress = ConsoleProgress()
    let total = naming.count(files, shard: shard).map { max($0 - file.answered.count, 0) }
    progress.begin("classifying", total: total ?? 0)
    let summary = try await run.run(progress: progress, total: total, answered: file.answered) {
      try file.append(AnswerRow($0, model: model))
    }
    Console.error(summary.sentence(place, resumed: file.answered.count, failures: file.failures))
    try finish(summary, shard: shard, failures: file.failures)
  }

  private func finish(_ summary: PredictionSummary, shard: Shard?, failures: Int = 0) throws {
    for note in summary.notes { Console.error("note: \(note)") }
    if let shard, summary.found > 0, summary.found < shard.number {
      Console.error("note: part \(shard.number) of \(shard.count) is empty: there are \(summary.found) images in all.")
    }
    if summary.found == 0 { throw NoImages(names: files + naming.lists) }
    if summary.failures + failures > 0 { throw ExitCode.failure }
  }
}

/// One image's answer, or why there is none; its JSON keys are part of the program's interface.
struct PredictionOutcome: Encodable, Sendable {
  let file: String
  var verdict: Verdict?
  /// The likelihood that the image is of one of the model's classes, not of another of their kind.
  var familiarity: Double?
  /// How far the image went through the model's cascade.
  var stage: StageReached?
  var predictions: [Prediction] = []
  /// The classes of which one is right with a stated probability.
  var set: PredictionSet?
  /// What it shows where no class is probable enough but a group of them is.
  var group: Prediction?
  /// The training images that it resembles, the most alike first; nil unless asked for.
  var neighbours: [Neighbour]?
  /// What is wrong with an image that was answered anyway.
  var warning: String?
  var error: String?

  init(
    _ name: ImageName, predictor: Predictor, request: ClassificationRequest, limits: Limits,
    explanations: ExplanationFolder? = nil
  ) async {
    file = name.file
    if let problem = name.problem {
      error = problem
      return
    }
    do {
      let bytes = try await Self.bytes(of: file, limits)
      let found = try await predictor.classify(bytes, request)
      if let map = found.heatMap { try explanations?.write(bytes, named: file, map: map, limits: limits) }
      apply(found.answer)
      neighbours = found.neighbours
      warning = found.missingRows.map {
        "The file is truncated: "
          + ($0 > 0 ? "\(Int(($0 * 100).rounded(.up))) % of its rows are missing." : "details are missing.")
          + " The answer is based on the rest; send the whole file, or refuse such files with --strict."
      }
    } catch {
      self.error = "\(error)"
    }
  }

  /// One answer for files that show the same thing.
  init(together files: [String], predictor: Predictor, request: ClassificationRequest, limits: Limits) async {
    file = files.joined(separator: " ")
    do {
      var images: [[UInt8]] = []
      for file in files { images.append(try await Self.bytes(of: file, limits)) }
      let found = try await predictor.classify(together: images, request)
      apply(found.answer)
      neighbours = found.neighbours
    } catch {
      self.error = "\(error)"
    }
  }

  private mutating func apply(_ answer: Answer) {
    verdict = answer.verdict
    familiarity = answer.familiarity
    stage = answer.stage
    predictions = answer.predictions
    set = answer.set
    group = answer.group
  }

  private static func bytes(of file: String, _ limits: Limits) async throws -> [UInt8] {
    try file == "-"
      ? StandardInput.read(limit: limits.bytes)
      : ImageFile.read(await Remote.input(file, progress: SilentProgress()), limits: limits)
  }
}

/// Neighbours are asked for of a model that can't find any.
struct NoIndex: Error, Hashable, CustomStringConvertible {
  let model: String

  var description: String {
    "The model \(model) has no index of its training images; leave out --neighbours, or train it again with --index."
  }
}

/// Nothing to classify was found.
package struct NoImages: Error, Hashable, CustomStringConvertible {
  let names: [String]

  package var description: String {
    let model = names.first(where: ModelFiles.isModel).map { " \($0) is a model: name it with --model, and an image." }
    return "No images were found in \(names.joined(separator: ", "))." + (model ?? "")
  }
}

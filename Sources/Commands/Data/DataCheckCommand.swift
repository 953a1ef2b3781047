import ArgumentParser
import Artifact
import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Support

/// `dogbreed data check`: what is wrong with these images?
package struct DataCheckCommand: AsyncParsableCommand, DoubtingCommand {
  package static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read every image once and report what would spoil training or evaluation.",
    discussion: """
      Finds unusable files (unreadable, truncated, not images, too large), duplicates \
      and near-duplicates (those with two labels or in two splits first), classes that are empty, tiny, \
      unbalanced or nearly identical in name, and images that are tiny, very long, of one colour, animated, stored rotated or \
      misnamed. Labels are doubted where train has looked at these images before: by heads that are trained on the cached \
      features of all images but a fifth, in turn. Nothing is changed in place.

      The exit code is 3 if there are problems: unusable files, or duplicates across classes or splits. With \
      --strict it is 1, also for warnings.

      Examples:
        dogbreed data check photos --report report.html
        dogbreed data check photos --fix-into clean-photos
      """)

  @OptionGroup var data: DataFolders

  @Option(help: "An HTML report to write, with the images of each finding (default: none).", transform: Place.path)
  var report: String?

  @Option(
    name: .customLong("fix-into"),
    help:
      "A new folder for a clean copy, linked where possible; or a .csv file for just the list of what to leave out (default: none).",
    transform: Place.path)
  var fixInto: String?

  @Option(
    help: "A model folder to check labels with; takes as long as evaluating it (default: none).",
    transform: Place.pathOrURL)
  var model: String?

  @Flag(name: .customLong("shipped-model"), help: "Check labels with the shipped model.")
  var shippedModel = false

  @Option(
    help:
      "The backbone by whose features labels are doubted, or several joined by +; missing features are computed. By default the one that train uses, where it has looked at these images."
  )
  var backbone: String?

  @Option(
    help:
      "A .csv file for every image's label with the probabilities of all classes, the most doubtful first, as other tools take them (default: none).",
    transform: Place.path)
  var doubts: String?

  @Option(
    name: .customLong("feature-cache"), help: "The folder of cached features; by default in the user's cache folder.",
    transform: Place.path)
  var featureCache: String?

  @Option(
    name: .customLong("near-bits"),
    help:
      "How many of the 256 hash bits may differ between near-duplicates; by default chosen from this data set's own distances, at most 64."
  )
  var nearBits: Int?

  @Flag(
    name: .customLong("drop-near-duplicates"),
    help: "With --fix-into, also leave out near-duplicates across classes or splits.")
  var dropNearDuplicates = false

  @OptionGroup var engine: EngineOptions

  @Flag(help: "One JSON object with all findings.")
  var json = false

  @Flag(help: "Exit with 1 if there are problems or warnings.")
  var strict = false

  /// What doubts of labels come from; no option.
  package var doubting: DoubtSource.Doubting?

  private enum CodingKeys: String, CodingKey {
    case data, report, fixInto, model, shippedModel, backbone, doubts, featureCache, nearBits, dropNearDuplicates
    case engine, json, strict
  }

  package init() {}

  package func validate() throws {
    for name in backbones ?? [] where !Backbone.names.contains(name) {
      throw ValidationError("There is no backbone \(name); dogbreed backbone list shows all.")
    }
    if let nearBits, !(0...96).contains(nearBits) { throw ValidationError("--near-bits must be from 0 to 96.") }
    if dropNearDuplicates, fixInto == nil {
      throw ValidationError("--drop-near-duplicates needs --fix-into.")
    }
  }

  private var backbones: [String]? { backbone.map { $0.split(separator: "+").map(String.init) } }

  private var doubtRequest: DoubtSource.Request {
    DoubtSource.Request(
      backbones: backbones, engine: engine,
      features: featureCache.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? Folders.features)
  }

  package func run() async throws {
    if doubting == nil, DoubtSource.isWanted(doubtRequest) {
      if Sibling.path("dogbreed-training") != nil {
        try Sibling.become("dogbreed-training", arguments: Array(CommandLine.arguments.dropFirst()))
      }
      if backbone != nil { throw SiblingError.missing(name: "dogbreed-training", folder: "the program's folder") }
    }
    let progress = ConsoleProgress()
    if let report { try TextFile.check(report, replacing: PageMark.generator) }
    if let doubts { try TextFile.check(doubts, replacing: DoubtTable.columns) }
    // A model that can't be loaded should fail before the check, not after it.
    let predictor: Predictor? =
      if model != nil || shippedModel {
        try Predictor(
          ModelFolder(reading: await ModelPlace.url(model)),
          // What is doubted deserves all that the model has.
          options: PredictorOptions(runtime: engine.runtime, effort: .full, limits: .isolated))
      } else {
        nil
      }
    let dataSet = try await data.find()
    if let fixInto { try checkPlace(fixInto, outside: dataSet) }
    var options = CheckupOptions()
    (options.limits, options.nearLimit) = (.isolated, nearBits)
    options.width = engine.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let count = dataSet.samples.count
    progress.begin("checking", total: count)
    var checkup = try await Checkup.run(dataSet, options: options) { progress.advance(to: $0, of: count) }
    if let predictor {
      let doubts = try await LabelDoubts(predictor: predictor, progress: progress).findings(in: checkup)
      checkup.add(doubts)
    }
    if let doubting, let found = try await doubting(checkup, doubtRequest, progress) {
      checkup.add(found.doubts)
      if let doubts {
        try TextFile.write(
          DoubtTable.text(found, of: checkup.dataSet), to: doubts, replacing: DoubtTable.columns)
      }
    } else if doubts != nil {
      progress.note(
        "There are no cached features to doubt labels by, so --doubts has no effect; give --backbone to compute them.")
    }
    let found = CheckupReport(checkup, folders: data.folders)
    if let report { try await writePage(found, of: checkup.dataSet, to: report, options) }
    if let fixInto {
      try write(CleanCopy(of: checkup, dropsNear: dropNearDuplicates), to: fixInto, progress)
      if !dropNearDuplicates, checkup.pairsAcross > 0 {
        progress.note(
          "Pairs of near-duplicates across classes or splits, which were kept: \(checkup.pairsAcross); look at them, or give "
            + "--drop-near-duplicates.")
      }
    }
    try Console.out(json ? JSONText.pretty(found) : CheckupTable.text(found))
    if strict, found.hasProblems || found.findings.contains(where: { $0.grade < .remark }) { throw ExitCode.failure }
    if found.hasProblems { throw ExitCode.problems }
  }

  private func writePage(
    _ found: CheckupReport, of set: DataSet, to place: String, _ options: CheckupOptions
  ) async throws {
    let shown = Set(CheckupPage.images(in: found))
    let thumbnails = try await Thumbnail.addresses(
      of: set.samples.filter { shown.contains($0.path) }, limits: options.limits, width: options.width)
    try TextFile.write(CheckupPage.html(found, thumbnails: thumbnails), to: place, replacing: PageMark.generator)
  }

  /// Checks beforehand whether the result can be written.
  private func checkPlace(_ place: String, outside set: DataSet) throws {
    if place.lowercased().hasSuffix(".csv") {
      try TextFile.check(place, replacing: CleanCopy.listHeader)
    } else {
      try CleanCopy.checkPlace(URL(filePath: place, directoryHint: .isDirectory), outside: set)
    }
  }

  private func write(_ copy: CleanCopy, to place: String, _ progress: ConsoleProgress) throws {
    if place.lowercased().hasSuffix(".csv") {
      try copy.writeList(to: URL(filePath: place))
      progress.note("\(place) lists \(copy.rejectedCount) images to leave out.")
    } else {
      try copy.write(to: URL(filePath: place, directoryHint: .isDirectory))
      progress.note("\(place) holds \(copy.keptCount) images; \(copy.rejectedCount) were left out.")
    }
  }
}

extension ExitCode {
  /// The work was done, and there were problems with the data.
  static let problems = ExitCode(3)
}

extension DataCheckCommand: ModalOptions {
  package var modes: [OptionMode] {
    data.labelOptions.modes + [
      OptionMode(
        "precision", isUsed: model != nil || shippedModel || DoubtSource.isWanted(doubtRequest),
        "without --model or --shipped-model"),
      OptionMode("shipped-model", isUsed: model == nil, "with --model"),
    ]
  }
}

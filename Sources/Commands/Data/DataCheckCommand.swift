import ArgumentParser
import Artifact
import Corpus
import Foundation
import Inference
import Support

/// `dogbreed data check`: what is wrong with these photographs?
struct DataCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read every picture once and say what would spoil training or measuring.",
    discussion: """
      Finds files that can't be used (unreadable, cut short, no pictures, too large), the same picture more than once \
      and pictures that look alike (those with two labels or in two parts first), classes that are empty, tiny, out of \
      balance or nearly of one name, and pictures that are tiny, very long, of one colour, animated, stored turned or \
      named as another kind. Nothing is changed in place.

      The exit code is 3 when there are problems: files that can't be used, or duplicates across classes or parts. With \
      --strict it is 1, for warnings too.
      """)

  @OptionGroup var data: DataFolders

  @Option(help: "An HTML page to write, with the pictures of each finding.", transform: Place.path)
  var report: String?

  @Option(
    name: .both("fix-into"),
    help:
      "A new folder for a clean copy, linked where possible; or a .csv file for only the list of what to leave out.",
    transform: Place.path)
  var fixInto: String?

  @Option(help: "A model folder that doubts labels; takes as long as evaluating.", transform: Place.pathOrURL)
  var model: String?

  @Flag(name: .both("shipped-model"), help: "Let the shipped model doubt labels.")
  var shippedModel = false

  @Option(
    name: .both("near-bits"), help: "Of 256 bits of their hashes, how many may differ in pictures that look alike.")
  var nearBits = NearDuplicates.limit

  @OptionGroup var engine: EngineOptions

  @Flag(help: "One JSON object with everything that was found.")
  var json = false

  @Flag(help: "Fail, with exit code 1, when there are problems or warnings.")
  var strict = false

  func validate() throws {
    if !(0...96).contains(nearBits) { throw ValidationError("--near-bits must be from 0 to 96.") }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    if let report { try TextFile.check(report, replacing: PageMark.generator) }
    if let fixInto { try checkPlace(fixInto) }
    let dataSet = try await data.find()
    var options = CheckupOptions()
    options.nearLimit = nearBits
    options.width = engine.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let count = dataSet.samples.count
    progress.begin("checking", total: count)
    var checkup = try await Checkup.run(dataSet, options: options) { progress.advance(to: $0, of: count) }
    if model != nil || shippedModel {
      let options = PredictorOptions(runtime: engine.runtime)
      let predictor = try Predictor(ModelFolder(reading: await ModelPlace.url(model)), options: options)
      let doubts = try await LabelDoubts(predictor: predictor, progress: progress).findings(in: checkup)
      checkup.add(doubts)
    }
    let found = CheckupReport(checkup, folders: data.folders)
    if let report { try await writePage(found, of: checkup.dataSet, to: report, options) }
    if let fixInto { try write(CleanCopy(of: checkup), to: fixInto, progress) }
    Console.out(json ? JSONText.pretty(found) : CheckupTable.text(found))
    if strict, found.hasProblems || found.findings.contains(where: { $0.grade < .remark }) { throw ExitCode.failure }
    if found.hasProblems { throw ExitCode.problems }
  }

  private func writePage(
    _ found: CheckupReport, of set: DataSet, to place: String, _ options: CheckupOptions
  ) async throws {
    let shown = Set(CheckupPage.pictures(in: found))
    let thumbnails = try await Thumbnail.addresses(
      of: set.samples.filter { shown.contains($0.path) }, limits: options.limits, width: options.width)
    try TextFile.write(CheckupPage.html(found, thumbnails: thumbnails), to: place, replacing: PageMark.generator)
  }

  /// Finds out before the check whether its result can be written.
  private func checkPlace(_ place: String) throws {
    if place.lowercased().hasSuffix(".csv") {
      try TextFile.check(place, replacing: CleanCopy.listHeader)
    } else {
      try CleanCopy.checkPlace(URL(filePath: place, directoryHint: .isDirectory))
    }
  }

  private func write(_ copy: CleanCopy, to place: String, _ progress: ConsoleProgress) throws {
    if place.lowercased().hasSuffix(".csv") {
      try copy.writeList(to: URL(filePath: place))
      progress.note("\(place) lists \(copy.rejectedCount) pictures to leave out.")
    } else {
      try copy.write(to: URL(filePath: place, directoryHint: .isDirectory))
      progress.note("\(place) holds \(copy.keptCount) pictures; \(copy.rejectedCount) were left out.")
    }
  }
}

extension ExitCode {
  /// The work was done, and there were problems with the data.
  static let problems = ExitCode(3)
}

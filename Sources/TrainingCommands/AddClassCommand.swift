import ArgumentParser
import Artifact
import Commands
import Corpus
import Foundation
import Support
import Torch
import Training

/// `dogbreed model add-class`: one more class for a finished model.
struct AddClassCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-class",
    abstract: "Add a class to a model from a folder of its images.",
    discussion: """
      The head gets one more row, and the logits of the classes that it has stay as they are. Temperatures, thresholds and \
      golden answers are made again, for which the images that the model was trained on are needed: their features are \
      cached, so that this takes seconds. What was measured of the model before is taken out of it.

      Examples:
        dogbreed model add-class Emmental emmental-photos --model my-model --data photos
        dogbreed model add-class Emmental emmental-photos --model my-model --data photos --out my-new-model
      """)

  @Argument(help: "The name of the new class, as people read it.")
  var name: String

  @Argument(help: "A folder with its images, or a text file with one path per line.", transform: Place.path)
  var folder: String

  @Option(help: "The model folder, which is changed unless --out is given.", transform: Place.path)
  var model: String

  @OptionGroup var data: DataOptions
  @OptionGroup var verdicts: VerdictOptions
  @OptionGroup var engine: EngineOptions

  @Option(
    help: "A new folder for the model with the class; by default the model itself is changed.", transform: Place.path)
  var out: String?

  @Option(help: "The new class's id; by default its name.")
  var id: String?

  @Option(help: "The fraction of the training images used for validation, as train was told.")
  var validation = 0.1

  @OptionGroup var cache: CacheOptions

  @Flag(help: "One JSON object with the result.")
  var json = false

  func validate() throws {
    if name.allSatisfy(\.isWhitespace) || id?.isEmpty == true { throw ValidationError("The class needs a name.") }
    let id = id ?? name
    if id.hasPrefix(".") || id.contains("/") {
      throw ValidationError("The class \(id) can't have a folder of its name; give it another id with --id.")
    }
    if !(0...0.5).contains(validation) { throw ValidationError("--validation must be from 0 to 0.5.") }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    ProcessMemory.keepBlocks()
    try Threads.set(engine.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let model = try ModelFolder(reading: URL(filePath: model, directoryHint: .isDirectory))
    let images = try await UnlabelledImages(folder, progress: progress)
    for problem in images.problems { progress.note("\(problem.file): \(problem.reason)") }
    let classes = model.description.classes
    let dataSet = try await data.find(classes: classes).aligned(to: classes)
    for note in dataSet.notes { progress.note(note) }
    if dataSet.samples.isEmpty { throw CorpusError.otherClasses }
    var options = cache.trainOptions(weights: [])
    (options.runtime, options.validation) = (engine.runtime, validation)
    try await verdicts.apply(to: &options, progress)
    let place = out.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? model.url
    let root = URL(filePath: folder).standardizedFileURL.path
    let added = try await AddClassRun(options: options, progress: progress).run(
      model, adding: (id: id ?? name, label: name),
      images.paths.map { Sample(image: $0, below: root) }, to: dataSet, at: place)
    for problem in added.problems { progress.note("\(problem.file): \(problem.reason)") }
    let summary = Summary(
      classes: added.description.classes.count, images: added.images, knownBefore: added.knownBefore?.share,
      knownAfter: added.knownAfter?.share, knownImages: added.knownAfter?.of, computed: added.computed,
      model: place.path)
    try Console.out(json ? JSONText.pretty(summary) : summary.text(name))
  }

  /// The result; its JSON keys are part of the program's interface.
  private struct Summary: Encodable {
    let classes: Int
    let images: Int
    let knownBefore: Double?
    let knownAfter: Double?
    let knownImages: Int?
    let computed: Int
    let model: String

    func text(_ name: String) -> String {
      var lines = ["\(model) knows \(name) now, from \(images) images: \(classes) classes."]
      if let knownBefore, let knownAfter, let knownImages {
        lines.append(
          String(
            format: "Of %d validation images of the other classes %.1f %% were right before, and %.1f %% are now.",
            knownImages, knownBefore * 100, knownAfter * 100))
      }
      return lines.joined(separator: "\n")
    }
  }
}

extension Sample {
  /// An image of a class that is not in the data set yet, named by its path below a folder where it is in there.
  fileprivate init(image path: String, below root: String) {
    let file = URL(filePath: path).standardizedFileURL
    let folder = file.deletingLastPathComponent().path
    let isInside = folder == root || folder.hasPrefix(root + "/")
    self.init(
      root: isInside ? root : folder, folder: isInside ? String(folder.dropFirst(root.count).drop { $0 == "/" }) : "",
      baseName: file.lastPathComponent, classIndex: 0, split: .train)
  }
}

extension AddClassCommand: ModalOptions {
  var modes: [OptionMode] { data.labelOptions.modes }
}

import ArgumentParser
import Artifact
import Commands
import Corpus
import Foundation
import Logging
import NeuralNetwork
import Review
import Serving
import Support
import Torch
import Training

/// `dogbreed review page`, or `dogbreed review` alone: the page on this machine.
struct ReviewPageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Open the page for looking at images; dogbreed review DIR does, too.",
    discussion: """
      The address is printed once images are read and a head is fitted to their labels; it works on this machine alone, and \
      only with its token. The test part is left out before anything is read. Each decision is a line of the journal, which is \
      on the disk before the page shows the next image; files stay as they are until dogbreed review apply, or the \
      page's button. Ctrl-C ends it; the next start resumes where it ended.

      Examples:
        dogbreed review photos
        dogbreed review photos --unlabelled new-photos --feedback corrections
        dogbreed review photos --labels labels.csv --journal my-review
      """)

  @OptionGroup var arguments: ReviewArguments

  @Option(
    help: "A folder of images without labels, at any depth; may be repeated (default: none).", transform: Place.path)
  var unlabelled: [String] = []

  @Option(
    help: "What people sent, as serve --feedback keeps it; may be repeated (default: none).", transform: Place.path)
  var feedback: [String] = []

  @Option(help: "The backbone, or several joined by +, as train takes it.")
  var backbone = "efficientnet-lite2"

  @Option(help: "The fraction of the training images that judge, as train takes it; they are reviewed, too.")
  var validation = 0.1

  @OptionGroup var cache: CacheOptions

  @Option(help: "The port on this machine; 0 for a free one.")
  var port = 0

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if !(0...0.5).contains(validation) { throw ValidationError("--validation must be from 0 to 0.5.") }
    if !(0...65_535).contains(port) { throw ValidationError("--port must be from 0 to 65535.") }
    for name in backbone.split(separator: "+") where !Backbone.names.contains(String(name)) {
      throw ValidationError("There is no backbone \(name); dogbreed backbone list shows all.")
    }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    ProcessMemory.keepBlocks()
    try Threads.set(engine.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let session = try await ReviewSession.open(try options(progress), progress: progress)
    progress.begin("fitting heads to the labels", total: 0)
    try await session.begin()
    let logger = Logger(label: "review") { _ in ReviewLog() }
    let server = try ReviewServer(port: port, desk: session, logger: logger)
    let ended: Result<Void, any Error>
    do {
      ended = .success(try await server.run { address in try? Console.out("Ready: open \(address)") })
    } catch {
      ended = .failure(error)
    }
    await session.end()
    try ended.get()
  }

  private func options(_ progress: any ProgressReporter) throws -> ReviewOptions {
    var training = cache.trainOptions(weights: Folders.weights(named: nil))
    (training.runtime, training.validation) = (engine.runtime, validation)
    training.backbones = backbone.split(separator: "+").map(String.init)
    let data = try arguments.data()
    let allowsNone = !unlabelled.isEmpty || !feedback.isEmpty
    var options = ReviewOptions(data: data, training: training) { [arguments] in
      try arguments.find(allowingNone: allowsNone)
    }
    options.journal = arguments.journalPlace
    for folder in unlabelled { options.unlabelled += try LooseImages.all(in: folder, progress) }
    for folder in feedback { options.feedback += try LooseImages.sent(in: folder, progress) }
    return options
  }
}

/// Images outside the data set.
private enum LooseImages {
  /// All of a folder, at any depth. Throws `CorpusError`.
  static func all(in folder: String, _ progress: any ProgressReporter) throws -> [Sample] {
    try walk(resolvedFolder(folder), folder: "", isRecursive: true, progress)
  }

  /// Those in each folder of a feedback folder, the hidden ones too. Throws `CorpusError`.
  static func sent(in folder: String, _ progress: any ProgressReporter) throws -> [Sample] {
    let root = try resolvedFolder(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return try names.sorted().flatMap { name -> [Sample] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(root)/\(name)", isDirectory: &isFolder), isFolder.boolValue,
        !name.hasPrefix(".") || [".another", ".nothing", ".unknown"].contains(name)
      else { return [] }
      // Names that people typed are folders in it.
      return try walk(root, folder: name, isRecursive: name == ".another", progress)
    }
  }

  private static func walk(
    _ root: String, folder: String, isRecursive: Bool, _ progress: any ProgressReporter
  ) throws -> [Sample] {
    var walk = try ImageWalk(folder.isEmpty ? root : "\(root)/\(folder)", isRecursive: isRecursive)
    var samples: [Sample] = []
    while let found = walk.next() {
      switch found {
      case .problem(let path, let reason): progress.note("\(path): \(reason)")
      case .image(let path):
        let below = ReviewPlace.name(of: path, below: root)
        let parts = FolderDescriptor.split(below)
        samples.append(
          Sample(
            root: root, folder: parts.folder == "." ? "" : parts.folder, baseName: parts.name, classIndex: 0,
            split: .train))
      }
    }
    for note in walk.notes { progress.note("\(root): \(note)") }
    return samples
  }
}

/// Warnings of the server, as plain lines.
private struct ReviewLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .warning

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = (event.metadata ?? [:]).map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
    Console.error("\(event.level): \(event.message)" + (facts.isEmpty ? "" : " (\(facts))"))
  }
}

extension ReviewPageCommand: ModalOptions {
  var modes: [OptionMode] { arguments.labelOptions.modes }
}

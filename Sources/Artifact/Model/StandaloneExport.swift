import Exchange
import Foundation
import Imaging
import Support

/// A model folder as one file, or two, or a package, that other programs run, next to the images that prove it.
package enum StandaloneExport {
  /// Whose form a model is written in.
  package enum Form: String, Sendable, CaseIterable {
    /// One file, from the pixels to the probabilities.
    case onnx
    /// The same as OpenVINO's two files, `.xml` and `.bin`.
    case openVINO = "openvino"
    /// Core ML's package, from a square image of the net's own size on.
    case coreML = "coreml"

    /// What names of this form end in.
    package var pathExtension: String {
      switch self {
      case .onnx: "onnx"
      case .openVINO: "xml"
      case .coreML: "mlpackage"
      }
    }
  }

  /// The probabilities of each golden image by an engine that runs the file: 8-bit RGB, rows from the top.
  package typealias Run = (_ file: URL, _ image: RGBImage) async throws -> [Float]

  /// The largest difference between two engines' probabilities that counts as the same, in f32.
  package static let tolerance: Float = 1e-3

  /// The name of the folder with golden images next to a file, or to a package, whose images are others.
  package static func goldenFolder(of file: URL) -> URL {
    let name = file.pathExtension == Form.coreML.pathExtension ? file : file.deletingPathExtension()
    return name.appendingPathExtension("golden")
  }

  /// Writes the model and the folder of golden images, once `run` has given their recorded answers.
  ///
  /// No engine on this machine runs Core ML's form: there `run` is asked for the same graph in ONNX, and the golden images are
  /// squares of the net's own size with its answers.
  ///
  /// Throws `ArtifactError`, `ExchangeError`, and what `run` throws; nothing is changed then.
  package static func write(_ model: ModelFolder, to file: URL, as form: Form = .onnx, run: Run) async throws {
    let parts = try StandaloneParts(model)
    switch form {
    case .onnx: try await writeONNX(parts, to: file, run)
    case .openVINO: try await writeOpenVINO(parts, to: file, run)
    case .coreML: try await writeCoreML(parts, to: file, run)
    }
  }

  private static func writeONNX(_ parts: StandaloneParts, to file: URL, _ run: Run) async throws {
    try requireOwn(file)
    let folder = try FolderReplacement(of: goldenFolder(of: file), by: .golden)
    let (written, trial) = try begin(file)
    try written.append(parts.onnx())
    try await write(try await parts.proved(trial, run), to: folder)
    try written.commit()
  }

  private static func writeOpenVINO(_ parts: StandaloneParts, to file: URL, _ run: Run) async throws {
    let weights = file.deletingPathExtension().appendingPathExtension("bin")
    try requireOwn(file)
    // Weights are anybody's but for the graph that they belong to.
    if !exists(file), exists(weights) { throw ArtifactError.foreignFile(path: weights.path) }
    let folder = try FolderReplacement(of: goldenFolder(of: file), by: .golden)
    let (graph, trial) = try begin(file)
    let (values, _) = try begin(weights)
    let bytes = try parts.openVINO()
    try graph.append(bytes.graph)
    try values.append(bytes.weights)
    try await write(try await parts.proved(trial, run), to: folder)
    // Whatever is killed in between, no graph stands next to another one's weights.
    if exists(file) { try FileManager.default.removeItem(at: file) }
    try values.commit()
    try graph.commit()
  }

  private static func writeCoreML(_ parts: StandaloneParts, to package: URL, _ run: Run) async throws {
    let place = try FolderReplacement(of: package, by: .coreML)
    let folder = try FolderReplacement(of: goldenFolder(of: package), by: .golden)
    let (written, trial) = try begin(package.deletingPathExtension().appendingPathExtension("onnx"))
    defer { written.discard() }
    try written.append(parts.onnx())
    _ = try await parts.proved(trial, run)
    let squares = try await parts.squares(trial, run)
    let files = try parts.coreML().files
    try await place.write { root in
      for file in files {
        let path = root.appending(path: file.path)
        try FileManager.default.createDirectory(
          at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: path)
      }
    }
    try await write(squares, to: folder)
  }

  /// Begins a file under a hidden name; an engine tells the format by the name's end, so the hidden name has it, too.
  private static func begin(_ file: URL) throws -> (file: AtomicFile, trial: URL) {
    let name = file.deletingPathExtension().lastPathComponent
    let trial = file.deletingLastPathComponent().appending(path: ".\(name).dogbreed-new.\(file.pathExtension)")
    return (try AtomicFile(file.path, temporary: trial.path), trial)
  }

  private static func write(_ answered: [GoldenAnswer], to folder: FolderReplacement) async throws {
    struct Answer: Encodable {
      let image: String
      let probabilities: [Float]
    }
    try await folder.write { place in
      for answer in answered { try Data(answer.bytes).write(to: place.appending(path: answer.image)) }
      let answers = answered.map { Answer(image: $0.image, probabilities: $0.probabilities) }
      try JSONText.data(answers).write(to: place.appending(path: Self.answersFile))
    }
  }

  static let answersFile = "answers.json"

  /// Throws `ArtifactError.foreignFile` unless nothing is there or a model that this program exported: a model folder's own
  /// graph is none.
  private static func requireOwn(_ file: URL) throws {
    guard exists(file) else { return }
    guard let open = try? RegularFile(reading: file.path),
      let bytes = try? open.read(at: 0, count: min(open.size, 64)), StandaloneModel.isOwn(beginning: bytes)
    else { throw ArtifactError.foreignFile(path: file.path) }
  }

  private static func exists(_ file: URL) -> Bool {
    var info = stat()
    return lstat(file.path, &info) == 0
  }
}

extension FolderOwner {
  /// A model as Core ML's package.
  static let coreML = FolderOwner(
    "a Core ML package",
    recognises: { folder in
      let manifest = try? Data(contentsOf: URL(filePath: "\(folder)/\(CoreMLPackage.manifestFile)"))
      return manifest == Data(CoreMLPackage.manifest.utf8)
    }, owns: CoreMLPackage.paths.contains)
}

extension FolderOwner {
  /// The golden images of a model as one file.
  static let golden = FolderOwner(
    "golden images",
    recognises: { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? ["?"]
      return names.contains(StandaloneExport.answersFile) && names.allSatisfy(isGolden)
    }, owns: isGolden)

  private static func isGolden(_ path: String) -> Bool {
    path == StandaloneExport.answersFile || (path.hasSuffix(".png") && !path.contains("/"))
  }
}

import Exchange
import Foundation
import Support
import Weights

/// A model folder that has been read and checked: every file has the hash that the sealed description says.
package struct ModelFolder: Sendable {
  /// The name of the model's description.
  package static let descriptionFile = "model.json"
  /// The name of the file with the net's weights.
  package static let weightsFile = "weights.safetensors"
  /// The name of the compiled net's graph, whose data point into the weights.
  package static let graphFile = "model.onnx"
  /// The name of the folder with the golden images and answers.
  package static let goldenFolder = "golden"

  /// The folder's location.
  package let url: URL
  package let description: ModelDescription

  /// Reads the folder and checks format, seal, class names and the hash of every file, without running anything.
  ///
  /// Throws `ArtifactError`.
  package init(reading url: URL) throws(ArtifactError) {
    self.url = url
    description = try Self.readDescription(in: url)
    for (name, expected) in description.files.sorted(by: { $0.key < $1.key }) {
      let file = url.appending(path: name)
      let found: String
      do {
        found = try ContentHash.of(file: file)
      } catch {
        guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(file: file.path) }
        throw .unreadable(file: file.path, reason: error.reason)
      }
      guard found == expected else { throw .changed(file: file.path, expected: expected, found: found) }
    }
    for needed in [Self.weightsFile, GoldenAnswers.file] + graphFiles where description.files[needed] == nil {
      throw .invalid(file: url.appending(path: Self.descriptionFile).path, reason: "it has no hash of \(needed)")
    }
    try checkGraphs()
  }

  /// The graph's location.
  package var graph: URL { url.appending(path: Self.graphFile) }
  /// The location of the graph of one of the nets that a cascade asks.
  package func graph(ofNet name: String) -> URL { url.appending(path: Self.graphFile(ofNet: name)) }
  /// The name of the file with the graph of one of the nets that a cascade asks, whose data point into the weights, too.
  package static func graphFile(ofNet name: String) -> String { "\(name).onnx" }
  /// The name of the file with a graph's form in 8 bits, whose data point into the same weights.
  package static func eightBitFile(of graph: String) -> String { graph.replacing(".onnx", with: "-int8.onnx") }
  private var graphFiles: [String] {
    let graphs = [Self.graphFile] + (description.cascade?.nets ?? []).map(Self.graphFile(ofNet:))
    return description.eightBits == nil ? graphs : graphs + graphs.map(Self.eightBitFile(of:))
  }
  /// The weights' location.
  package var weights: URL { url.appending(path: Self.weightsFile) }

  /// Reads and checks `model.json` alone.
  package static func readDescription(in folder: URL) throws(ArtifactError) -> ModelDescription {
    let file = folder.appending(path: descriptionFile)
    guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(file: file.path) }
    let text = Data(try Self.bytes(of: file, limit: descriptionLimit))
    let description = try decode(text, file: file.path)
    guard let expected = Seal.expected(of: text, holding: description.seal), expected == description.seal else {
      throw .changed(
        file: file.path, expected: description.seal,
        found: Seal.expected(of: text, holding: description.seal) ?? ContentHash.of(text))
    }
    try description.check(file: file.path)
    return description
  }

  private static let descriptionLimit = 1 << 26
  private static let graphLimit = 1 << 28

  /// All bytes of a file that has at most `limit`.
  private static func bytes(of file: URL, limit: Int) throws(ArtifactError) -> [UInt8] {
    do throws(FileError) {
      let open = try RegularFile(reading: file.path)
      guard open.size <= limit else { throw FileError(path: file.path, action: "read", reason: "it is too large") }
      return try open.read(at: 0, count: open.size)
    } catch {
      guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(file: file.path) }
      throw .unreadable(file: file.path, reason: error.reason)
    }
  }

  /// The bytes of one of the folder's files, with the hash that the description states.
  ///
  /// Throws `ArtifactError`: for a file that the description doesn't know, too.
  func checkedBytes(of name: String, limit: Int) throws(ArtifactError) -> [UInt8] {
    let file = url.appending(path: name)
    guard let expected = description.files[name] else {
      throw .invalid(file: url.appending(path: Self.descriptionFile).path, reason: "it has no hash of \(name)")
    }
    let bytes = try Self.bytes(of: file, limit: limit)
    let found = ContentHash.of(bytes)
    guard found == expected else { throw .changed(file: file.path, expected: expected, found: found) }
    return bytes
  }

  /// Throws `ArtifactError` unless the graphs take their weights from the folder's own file and from nowhere else.
  private func checkGraphs() throws(ArtifactError) {
    for name in graphFiles {
      let file = url.appending(path: name).path
      let bytes = try checkedBytes(of: name, limit: Self.graphLimit)
      let places: Set<String>
      do throws(ExchangeError) {
        places = try ONNXModel.externalFiles(of: bytes)
      } catch {
        guard case .foreign(let reason) = error else {
          throw .unreadable(file: file, reason: "it is not an ONNX model")
        }
        throw .unreadable(file: file, reason: reason)
      }
      if let other = places.first(where: { $0 != Self.weightsFile }) {
        throw .invalid(file: file, reason: "it takes weights from \(other.debugDescription.prefix(100))")
      }
    }
  }

  /// The weights, read into memory once and checked against their hash.
  ///
  /// Asked for after an engine has read the same file, this also proves that nobody overwrote it meanwhile. Throws
  /// `ArtifactError.changed`, and `WeightsError` for a file that shrinks.
  package func weightBytes() throws -> FileBytes {
    let bytes = try FileBytes(reading: weights)
    let (expected, found) = (description.files[Self.weightsFile] ?? "", bytes.hash)
    guard found == expected else { throw ArtifactError.changed(file: weights.path, expected: expected, found: found) }
    try checkGraphs()
    return bytes
  }

  private struct FormatProbe: Decodable { var format: Int }

  private static func decode(_ text: Data, file: String) throws(ArtifactError) -> ModelDescription {
    let found = try ArtifactError.decoded(FormatProbe.self, from: text, file: file).format
    guard (1...ModelDescription.currentFormat).contains(found) else {
      throw .unknownFormat(found: found, known: ModelDescription.currentFormat, file: file)
    }
    return try ArtifactError.decoded(ModelDescription.self, from: text, file: file)
  }
}

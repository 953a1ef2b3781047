import Foundation
import Imaging
import Support
import Taxonomy

/// A model folder that has been read and checked: every file has the hash that the sealed description says.
package struct ModelFolder: Sendable {
  package static let descriptionFile = "model.json"
  package static let weightsFile = "weights.safetensors"
  package static let graphFile = "model.onnx"
  package static let goldenFolder = "golden"

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
    for needed in [Self.weightsFile, Self.graphFile] where description.files[needed] == nil {
      throw .invalid(file: url.appending(path: Self.descriptionFile).path, reason: "it has no hash of \(needed)")
    }
  }

  package var graph: URL { url.appending(path: Self.graphFile) }
  package var weights: URL { url.appending(path: Self.weightsFile) }

  /// Reads and checks `model.json` alone.
  package static func readDescription(in folder: URL) throws(ArtifactError) -> ModelDescription {
    let file = folder.appending(path: descriptionFile)
    guard FileManager.default.fileExists(atPath: file.path) else { throw .missing(file: file.path) }
    let text: Data
    do throws(FileError) {
      text = Data(try RegularFile.contents(of: file.path, limit: 1 << 26))
    } catch {
      throw .unreadable(file: file.path, reason: error.reason)
    }
    let description = try decode(text, file: file.path)
    guard let expected = Seal.expected(of: text, holding: description.seal), expected == description.seal else {
      throw .changed(
        file: file.path, expected: description.seal,
        found: Seal.expected(of: text, holding: description.seal) ?? ContentHash.of(text))
    }
    try description.check(file: file.path)
    return description
  }

  private struct FormatProbe: Decodable { var format: Int }

  private static func decode(_ text: Data, file: String) throws(ArtifactError) -> ModelDescription {
    do {
      let found = try JSONDecoder().decode(FormatProbe.self, from: text).format
      guard found == ModelDescription.currentFormat else {
        throw ArtifactError.unknownFormat(found: found, known: ModelDescription.currentFormat, file: file)
      }
      return try JSONDecoder().decode(ModelDescription.self, from: text)
    } catch let error as ArtifactError {
      throw error
    } catch let error as DecodingError {
      throw .invalid(file: file, reason: error.reason)
    } catch {
      throw .invalid(file: file, reason: "it is not JSON")
    }
  }
}

extension ModelDescription {
  /// Checks the values for consistency, so that later code can rely on them.
  func check(file: String) throws(ArtifactError) {
    func require(_ condition: Bool, _ reason: String) throws(ArtifactError) {
      guard condition else { throw .invalid(file: file, reason: reason) }
    }
    try require(classes.count >= 2, "it names \(classes.count) classes, and two are needed")
    try require(classes.allSatisfy { !$0.id.isEmpty && !$0.label.isEmpty }, "a class has no name")
    try require(Set(classes.map(\.id)).count == classes.count, "two classes have the same id")
    try require(!backbones.isEmpty, "it names no backbone")
    try require((16...1024).contains(preprocessing.size), "its input size is \(preprocessing.size)")
    try require(
      preprocessing.mean.count == 3 && preprocessing.std.count == 3
        && preprocessing.std.allSatisfy { $0 > 0 }, "its mean and std are not three values each")
    try require((1...LookPolicy.most).contains(looks.count), "it asks for \(looks.count) looks")
    try require(
      temperatures.count == LookPolicy.most && temperatures.allSatisfy { $0 > 0 && $0.isFinite },
      "it needs \(LookPolicy.most) temperatures above 0")
    try require((0...1).contains(verdict.unsureBelow), "its threshold for unsure is not from 0 to 1")
    try require(sets?.isSound ?? true, "its sets have no usable coverage or threshold")
    let escaping = files.keys.first { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") }
    try require(escaping == nil, "it names the file \(escaping ?? "") outside the folder")
  }

  /// The model's description for servers and people.
  package var card: ModelCard {
    ModelCard(
      name: name, version: seal, architecture: backbones.map(\.name).joined(separator: " + "), classes: classes,
      inputSize: preprocessing.size, resize: preprocessing.resize.rawValue, metrics: metrics, hashes: files,
      licences: licences)
  }
}

extension DecodingError {
  /// The key and the problem, without Foundation's wording.
  var reason: String {
    switch self {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not JSON" : "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has a wrong value"
    @unknown default: "it can't be read"
    }
  }
}

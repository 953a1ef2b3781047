import Artifact
import Foundation
import NeuralNetwork

/// What `backbone list` says about one backbone; the property names are the JSON keys.
struct BackboneEntry: Encodable {
  let name: String
  /// Trainable parameters.
  let parameters: Int
  /// Bytes of the weights as 32-bit floats.
  let bytes: Int
  let features: Int
  let inputSize: Int
  /// What another input size must be a multiple of.
  let sizeStep: Int
  let shorterSide: Int
  let interpolation: String
  let mean: [Float]
  let std: [Float]
  let imageNetTop1: Double?
  let note: String?
  let licence: String?
  let publisher: String?
  let file: String?
  let address: String?
  /// The first digits of the published file's SHA-256; nil where its publisher gives none.
  let sha256Prefix: String?
  /// The naming schemes that can be read.
  let keyNames: [String]
  /// Where the weights are on this machine; nil where they aren't.
  let weights: String?

  init(_ backbone: Backbone, weightsIn folders: [URL]) throws {
    name = backbone.name
    parameters = backbone.parameterCount
    bytes = backbone.network.parameters.reduce(0) { $0 + 4 * $1.count }
    features = try backbone.featureCount()
    inputSize = backbone.inputSize
    sizeStep = backbone.sizeStep
    shorterSide = backbone.pixels.shorterSide
    interpolation = backbone.pixels.interpolation.rawValue
    mean = backbone.mean
    std = backbone.std
    imageNetTop1 = backbone.origin?.imageNetTop1
    note = backbone.origin.flatMap { $0.note.isEmpty ? nil : $0.note }
    licence = backbone.licence
    publisher = backbone.origin?.publisher
    file = backbone.weightsFile
    address = backbone.origin?.address
    sha256Prefix = backbone.origin?.hashPrefix
    var families: [String] = []
    for family in backbone.keyNames.map(\.family.rawValue) where !families.contains(family) { families.append(family) }
    keyNames = families
    weights = try? BackboneFile.find(backbone, in: folders).path
  }

  /// For people: one backbone per line.
  static func table(_ entries: [BackboneEntry]) -> String {
    let rows =
      [["name", "parameters", "features", "input", "top-1", "licence", "weights"]]
      + entries.map { entry in
        [
          entry.name, String(format: "%.1f M", Double(entry.parameters) / 1e6), "\(entry.features)",
          "\(entry.inputSize)", entry.accuracy, entry.licence ?? "–", entry.whereabouts,
        ]
      }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        .trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }

  /// For people: one fact per line.
  var facts: String {
    var lines = [
      "name          \(name)",
      "parameters    \(parameters), \(bytes / 1_000_000) MB",
      "features      \(features)",
      "input         \(inputSize)×\(inputSize)" + (sizeStep > 1 ? ", or another multiple of \(sizeStep)" : ""),
      "measured at   shorter side \(shorterSide), \(interpolation), centre crop \(inputSize)×\(inputSize)",
      "normalised    (v − [\(Self.list(mean))]) / [\(Self.list(std))]",
      "top-1         \(accuracy)" + (note.map { ", \($0)" } ?? ""),
      "licence       \(licence ?? "–")",
      "publisher     \(publisher ?? "–")",
    ]
    if let address { lines.append("address       \(address)") }
    if let file { lines.append("file          \(file)") }
    if let sha256Prefix { lines.append("SHA-256       begins with \(sha256Prefix)") }
    lines.append("names         \(keyNames.joined(separator: ", "))")
    lines.append("weights       \(weights ?? whereabouts)")
    return lines.joined(separator: "\n")
  }

  private var accuracy: String { imageNetTop1.map { String(format: "%.1f %%", $0 * 100) } ?? "–" }

  private var whereabouts: String {
    if weights != nil { return "here" }
    if publisher == nil { return "none known" }
    return address == nil ? "from setup" : "not installed"
  }

  private static func list(_ values: [Float]) -> String {
    values.map { String(format: "%.3f", $0) }.joined(separator: ", ")
  }

  private enum CodingKeys: String, CodingKey {
    case name, parameters, bytes, features, inputSize, sizeStep, shorterSide, interpolation, mean, imageNetTop1, note
    case licence, publisher, file, address, sha256Prefix, keyNames, weights
    case std = "deviation"
  }
}

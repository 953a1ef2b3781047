import Foundation
import Imaging
import Taxonomy

extension ModelDescription {
  /// Checks the values for consistency, so that later code can rely on them.
  func check(file: String) throws(ArtifactError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ArtifactError) {
      guard condition else { throw .invalid(file: file, reason: reason()) }
    }
    try require(classes.count >= 2, "it has \(classes.count) classes, and at least two are needed")
    try require(classes.allSatisfy { !$0.id.isEmpty && !$0.label.isEmpty }, "a class has no name")
    let unprintable = Self.unprintable(in: name, classes)
    try require(unprintable == nil, "its name \(unprintable ?? "") holds a control character")
    try require(Set(classes.map(\.id)).count == classes.count, "two classes have the same id")
    try require(!backbones.isEmpty, "it names no backbone")
    try require((16...1024).contains(preprocessing.size), "its input size is \(preprocessing.size)")
    try require(
      preprocessing.mean.count == 3 && preprocessing.mean.allSatisfy { abs($0) <= 1000 }
        && preprocessing.std.count == 3 && preprocessing.std.allSatisfy { (1e-4...1e4).contains($0) },
      "its mean and std are not three values each, std from 0.0001 to 10000")
    try require((1...LookPolicy.most).contains(looks.count), "it asks for \(looks.count) looks")
    try require(
      (0...1).contains(looks.threshold) && (0...1).contains(looks.margin),
      "the threshold and the margin of its looks are not from 0 to 1")
    try require(
      temperatures.count == LookPolicy.most && temperatures.allSatisfy { (1e-3...1e3).contains($0) },
      "it needs \(LookPolicy.most) temperatures from 0.001 to 1000")
    let flaw = verdict.flaw
    try require(flaw == nil, flaw ?? "")
    try require(groups?.count ?? classes.count == classes.count, "its groups are not one list for each class")
    try require(sets?.isSound ?? true, "its sets have no usable coverage or threshold")
    let cascadeFlaw = self.flaw(of: cascade)
    try require(cascadeFlaw == nil, cascadeFlaw ?? "")
    let rangesFlaw = self.flaw(of: eightBits)
    try require(rangesFlaw == nil, rangesFlaw ?? "")
    let escaping = files.keys.first { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") }
    try require(escaping == nil, "it names the file \(escaping ?? "") outside the folder")
    do throws(ModelWordsError) {
      try words?.check(for: classes)
    } catch {
      throw .invalid(file: file, reason: "\(error)")
    }
  }

  /// The first of a model's and its classes' names that holds a control character, which a terminal might obey, in quotes.
  package static func unprintable(in name: String, _ classes: [ClassName]) -> String? {
    let names = [name] + classes.flatMap { [$0.id, $0.label] }
    let found = names.first { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
    return found.map { String($0.debugDescription.prefix(100)) }
  }

  /// The model's description for servers and people.
  package var card: ModelCard {
    var card = ModelCard(
      name: name, version: seal, architecture: backbones.map(\.name).joined(separator: " + "),
      classes: (words ?? .neutral).named(classes), inputSize: preprocessing.size,
      resize: preprocessing.resize.rawValue, metrics: metrics, hashes: files, licences: licences,
      words: words ?? .neutral)
    card.verdicts = verdict.record?.verdicts
    return card
  }
}

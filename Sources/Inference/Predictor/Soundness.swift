import Artifact
import Imaging
import NeuralNetwork
import Runtime
import Taxonomy
import Weights

extension ModelDescription {
  /// Throws `ArtifactError.unfit` unless description, weights and net agree in every count that answers rely on, and all
  /// weights are finite.
  func checkFit(
    of extractor: Extractor, head: LinearClassifier, neighbours: KindNeighbours?, index: FeatureIndex?,
    weights: SafetensorsFile
  ) throws {
    typealias Name = Network.StandardOutput
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ArtifactError) {
      guard condition else { throw .unfit(model: name, reason: reason()) }
    }
    if let array = try weights.firstNotFinite() {
      try require(false, "its weights \(array.debugDescription) hold a value that is not finite")
    }
    let own = extractor.classifier
    try require(head.isConsistent && own.isConsistent, "a classifier's rows don't fit its classes")
    try require(
      head.classes == classes.count, "it names \(classes.count) classes, and its head has \(head.classes)")
    try require(own.classes == 0 || own.features == head.features, "its two classifiers take different features")
    let counts = Dictionary(extractor.model.outputs.map { ($0.name, $0.shape.reduce(1, *)) }) { first, _ in first }
    try require(
      counts[Name.head] == head.classes && counts[Name.features] == head.features
        && (own.classes == 0 || counts[Name.logits] == own.classes),
      "its net's outputs don't fit its classifiers")
    try require((counts[Name.map] ?? 0) % max(head.features, 1) == 0, "its net's map doesn't fit its features")
    try require(
      extractor.model.input.shape == [1, 3, preprocessing.size, preprocessing.size],
      "its net takes images of another size")
    try require(
      index.map { $0.width == head.features } ?? true, "its index is of images that another net looked at")
    if let presence = verdict.presence {
      try require(
        presence.classes.allSatisfy { $0 < own.classes }, "its presence names classes that its net doesn't have")
      try require(
        presence.evidence != .neighbours || neighbours?.classifier.features == head.features,
        "its presence needs neighbours that its weights don't hold")
    }
  }
}

extension LinearClassifier {
  var isConsistent: Bool { classes >= 0 && bias.count == classes && rows.count == classes * features }
}

extension Classification {
  /// Whether every number of the answer is one that can be shown: probabilities from 0 to 1, evidence from 0 to 1.
  var isSound: Bool {
    let total = answer.predictions.reduce(0) { $0 + $1.probability }
    return answer.predictions.allSatisfy { (0...1).contains($0.probability) } && abs(total - 1) < 1e-3
      && answer.presence.map { (0...1).contains($0) } ?? true
      && answer.familiarity.map { (0...1).contains($0) } ?? true
      && heatMap.map { $0.values.count == $0.width * $0.height && $0.values.allSatisfy { (0...1).contains($0) } }
        ?? true
  }
}

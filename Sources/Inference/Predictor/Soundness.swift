import Artifact
import Imaging
import NeuralNetwork
import Runtime
import Taxonomy
import Weights

extension ModelDescription {
  /// Throws `ArtifactError.unfit` unless description, weights and nets agree in every count that answers rely on, and all
  /// weights are finite.
  ///
  /// - Parameter widths: The features of each net, in the order in which they are joined.
  func checkFit(
    of extractor: Extractor, stages: [Stage], widths: [Int], index: FeatureIndex?, weights: SafetensorsFile
  ) throws {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ArtifactError) {
      guard condition else { throw .unfit(model: name, reason: reason()) }
    }
    if let array = try weights.firstNotFinite() {
      try require(false, "its weights \(array.debugDescription) hold a value that is not finite")
    }
    let (own, last) = (extractor.classifier, stages[stages.count - 1])
    try require(
      own.isConsistent && stages.allSatisfy(\.head.isConsistent), "a classifier's rows don't fit its classes")
    try require(
      stages.allSatisfy { $0.head.classes == classes.count },
      "it names \(classes.count) classes, and its head has \(last.head.classes)")
    try require(own.classes == 0 || own.features == last.head.features, "its two classifiers take different features")
    try require(
      extractor.nets.allSatisfy { $0.fits(own: own, head: extractor.nets.count > 1 ? nil : last.head) }
        && widths.reduce(0, +) == last.head.features, "its net's outputs don't fit its classifiers")
    try require(
      extractor.nets.allSatisfy { $0.model.input.shape == [1, 3, preprocessing.size, preprocessing.size] },
      "its net takes images of another size")
    try require(
      index.map { $0.width == last.head.features } ?? true, "its index is of images that another net looked at")
    let places = self.places(of: cascade)
    for stage in stages {
      let features =
        stage.hasOwnHead
        ? FeatureColumns(widths: widths, chosen: places.prefix(stage.nets)).count : last.head.features
      try require(stage.head.features == features, "a stage's head takes the features of other nets")
      guard let presence = stage.rule.verdict.presence else { continue }
      try require(
        presence.classes.allSatisfy { $0 < own.classes }, "its presence names classes that its net doesn't have")
      try require(
        presence.evidence != .neighbours || stage.neighbours?.classifier.features == features,
        "its presence needs neighbours that its weights don't hold")
    }
  }
}

extension CompiledNet {
  /// Whether the net's outputs have the counts that looks are made of.
  ///
  /// - Parameter head: The head that the net itself has; nil where it has none.
  fileprivate func fits(own: LinearClassifier, head: LinearClassifier?) -> Bool {
    typealias Name = Network.StandardOutput
    guard let features = count(of: Name.features), features > 0 else { return false }
    return (count(of: Name.map) ?? 0) % features == 0 && (own.classes == 0 || count(of: Name.logits) == own.classes)
      && (head.map { count(of: Name.head) == $0.classes && features == $0.features } ?? true)
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

import Imaging
import Runtime

/// Takes images through the compiled net, look by look.
package struct Extractor: Sendable {
  /// The net, ready to compute.
  package let model: any InferenceNet
  /// How an image becomes the net's input.
  package let preprocessing: Preprocessing
  /// The backbone's own classifier, which says where to look again.
  package let classifier: LinearClassifier
  /// What says it where the backbone has no classes of its own: a trained head. Nil where nothing does.
  package private(set) var guide: LookGuide?
  private let outputs: NetOutputs

  /// Throws `RuntimeError.unknownOutput` where the net lacks an output that looks are made of.
  ///
  /// - Parameter needsHead: Whether the net must have a trained head.
  package init(
    model: any InferenceNet, preprocessing: Preprocessing, classifier: LinearClassifier, needsHead: Bool
  ) throws(RuntimeError) {
    self.model = model
    self.preprocessing = preprocessing
    self.classifier = classifier
    outputs = try NetOutputs(of: model, needsOwnLogits: classifier.classes > 0, needsHead: needsHead)
  }

  /// The same, looking again where a trained head finds what it tells apart, unless the backbone has classes of its own.
  package func led(by head: LinearClassifier) -> Extractor {
    var led = self
    led.guide = classifier.classes == 0 ? LookGuide(head) : nil
    return led
  }

  /// Looks at the whole image; throws `ImagingError` or `RuntimeError`.
  package func look(at image: DecodedImage) async throws -> Look {
    try await look(at: image.planes(preprocessing))
  }

  /// Runs prepared input planes (`3 × size × size`) through the net.
  package func look(at planes: [Float], of region: Region = .whole) async throws -> Look {
    try await outputs.look(at: region, from: model.infer(planes, outputs: outputs.names))
  }

  /// The evidence in the look for what the backbone itself sees, or else the head that leads.
  package func evidence(in look: Look) -> EvidenceMap {
    evidence(in: look, weights: guide?.weights(for: look) ?? classifier.weights(for: look.ownLogits))
  }

  /// The evidence in the look for a class with the given feature weights.
  ///
  /// Where the features are the map's mean it is exactly what each cell adds to the class's logit. In a transformer it is
  /// what the class's logit gains where the class token looks there more; in nets with a norm or a layer after the mean each
  /// cell is asked as if it were the features. What all cells have in common says nothing of where the class is: in both
  /// their mean is taken off.
  package func evidence(in look: Look, weights: [Float]) -> EvidenceMap {
    let side = side(of: look, weights)
    return EvidenceMap(
      map: look.map, height: side, width: side, weights: weights,
      above: look.hasPooledFeatures ? nil : Array(0..<(side * side)))
  }

  /// Where in an image the evidence for a class is: what each cell has above the mean of those that show some of the image.
  ///
  /// - Parameter frame: Which part of the image the look's square is.
  package func place(of weights: [Float], in look: Look, frame: Frame) -> EvidenceMap {
    let side = side(of: look, weights)
    func isInside(_ cell: Int, _ start: Double, _ length: Double) -> Bool {
      (0...1).contains(start + (Double(cell) + 0.5) / Double(side) * length)
    }
    let shown = (0..<(side * side)).filter {
      isInside($0 % side, frame.x, frame.width) && isInside($0 / side, frame.y, frame.height)
    }
    return EvidenceMap(map: look.map, height: side, width: side, weights: weights, above: shown)
  }

  /// Cells on each side of the look's map.
  private func side(of look: Look, _ weights: [Float]) -> Int {
    weights.isEmpty ? 0 : Int(Double(look.map.count / weights.count).squareRoot())
  }
}

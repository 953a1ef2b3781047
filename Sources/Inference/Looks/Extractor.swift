import Imaging
import Runtime

/// Takes images through the compiled nets, look by look.
package struct Extractor: Sendable {
  /// The compiled nets, in the order in which they are asked: one that computes all, or several that each give their part.
  package let nets: [CompiledNet]
  /// How an image becomes the nets' input.
  package let preprocessing: Preprocessing
  /// The backbone's own classifier, which says where to look again.
  package let classifier: LinearClassifier
  /// What says it where the backbone has no classes of its own: a trained head. Nil where nothing does.
  package private(set) var guide: LookGuide?
  private let joint: LookJoint?

  /// Throws `RuntimeError.unknownOutput` where the net lacks an output that looks are made of.
  ///
  /// - Parameter needsHead: Whether the net must have a trained head.
  package init(
    model: any InferenceNet, preprocessing: Preprocessing, classifier: LinearClassifier, needsHead: Bool
  ) throws(RuntimeError) {
    self.preprocessing = preprocessing
    self.classifier = classifier
    nets = [try CompiledNet(model, needsOwnLogits: classifier.classes > 0, needsHead: needsHead)]
    joint = nil
  }

  /// Of nets that are asked one by one, and joined outside of the engine; throws as the other does.
  init(
    models: [any InferenceNet], joint: LookJoint, preprocessing: Preprocessing, classifier: LinearClassifier
  ) throws(RuntimeError) {
    self.preprocessing = preprocessing
    self.classifier = classifier
    self.joint = joint
    var nets: [CompiledNet] = []
    for model in models {
      nets.append(try CompiledNet(model, needsOwnLogits: classifier.classes > 0, needsHead: false))
    }
    self.nets = nets
  }

  /// The net that is asked first.
  package var model: any InferenceNet { nets[0].model }

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

  /// Runs prepared input planes (`3 × size × size`) through all nets.
  package func look(at planes: [Float], of region: Region = .whole, withMap: Bool = true) async throws -> Look {
    try await look(at: planes, of: region, goingOnFrom: [], withMap: withMap).look
  }

  /// Runs prepared input planes through the nets that haven't looked at them yet, up to `count` of all.
  ///
  /// - Parameters:
  ///   - parts: The looks of the nets that have; they come back with those that were added.
  ///   - own: The head of just the first `count` nets; nil for the one of all.
  ///   - withMap: Whether anybody will ask where the evidence is.
  func look(
    at planes: [Float], of region: Region = .whole, goingOnFrom parts: [Look], upTo count: Int? = nil,
    by own: LinearClassifier? = nil, withMap: Bool
  ) async throws -> (look: Look, parts: [Look]) {
    var parts = parts
    for net in nets.prefix(count ?? nets.count).dropFirst(parts.count) {
      parts.append(try await net.look(at: planes, of: region, withMap: withMap))
    }
    return (joint?.joined(parts, by: own) ?? parts[0], parts)
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
    weights.isEmpty ? 0 : Int(Double(look.maps.reduce(0) { $0 + $1.count } / weights.count).squareRoot())
  }
}

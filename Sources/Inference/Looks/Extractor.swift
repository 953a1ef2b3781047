import Imaging
import Runtime

/// Takes images through the compiled net, look by look.
package struct Extractor: Sendable {
  /// The compiled net.
  package let model: CompiledModel
  /// How an image becomes the net's input.
  package let preprocessing: Preprocessing
  /// The backbone's own classifier, which says where to look again.
  package let classifier: LinearClassifier
  private let outputs: NetOutputs

  /// Throws `RuntimeError.unknownOutput` where the net lacks an output that looks are made of.
  ///
  /// - Parameter needsHead: Whether the net must have a trained head.
  package init(
    model: CompiledModel, preprocessing: Preprocessing, classifier: LinearClassifier, needsHead: Bool
  ) throws(RuntimeError) {
    self.model = model
    self.preprocessing = preprocessing
    self.classifier = classifier
    outputs = try NetOutputs(of: model, needsOwnLogits: classifier.classes > 0, needsHead: needsHead)
  }

  /// Looks at the whole image; throws `ImagingError` or `RuntimeError`.
  package func look(at image: DecodedImage) async throws -> Look {
    try await look(at: image.planes(preprocessing))
  }

  /// Runs prepared input planes (`3 × size × size`) through the net.
  package func look(at planes: [Float], of region: Region = .whole) async throws -> Look {
    try await outputs.look(at: region, from: model.infer(planes, outputs: outputs.names))
  }

  /// The evidence in the look for what the backbone itself sees.
  package func evidence(in look: Look) -> EvidenceMap {
    evidence(in: look, weights: classifier.weights(for: look.ownLogits))
  }

  /// The evidence in the look for a class with the given feature weights.
  package func evidence(in look: Look, weights: [Float]) -> EvidenceMap {
    let cells = weights.isEmpty ? 0 : look.map.count / weights.count
    let side = Int(Double(cells).squareRoot())
    return EvidenceMap(map: look.map, height: side, width: side, weights: weights)
  }
}

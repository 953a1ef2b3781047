import Imaging
import Runtime

/// One look at a picture: what the net gave for one region of it.
package struct Look: Sendable {
  /// The part of the upright picture that was looked at.
  package let region: Region
  /// Pooled features, `F` values.
  package let features: [Float]
  /// The backbone's own logits.
  package let ownLogits: [Float]
  /// The last feature map, `F × side × side`.
  package let map: [Float]
  /// The trained head's logits; empty when the net has none.
  package let logits: [Float]
}

/// Takes pictures through the compiled net, look by look.
package struct Extractor: Sendable {
  package let model: CompiledModel
  package let preprocessing: Preprocessing
  package let classifier: LinearClassifier
  private let outputs: [String]

  package init(model: CompiledModel, preprocessing: Preprocessing, classifier: LinearClassifier) {
    self.model = model
    self.preprocessing = preprocessing
    self.classifier = classifier
    outputs = model.outputs.map(\.name)
  }

  /// Looks at a region of the picture; throws `ImagingError` or `RuntimeError`.
  package func look(at picture: Picture, region: Region = .whole, mirrored: Bool = false) async throws -> Look {
    try await look(at: picture.planes(preprocessing, region: region, mirrored: mirrored), of: region)
  }

  /// Takes planes that are ready for the net (`3 × size × size`) through it.
  package func look(at planes: [Float], of region: Region = .whole) async throws -> Look {
    let values = try await model.infer(planes, outputs: outputs)
    return Look(
      region: region, features: values["features"] ?? [], ownLogits: values["logits"] ?? [],
      map: values["map"] ?? [], logits: values["head"] ?? [])
  }

  /// What in the look speaks for what the backbone itself sees.
  package func evidence(in look: Look) -> EvidenceMap {
    evidence(in: look, weights: classifier.weights(for: look.ownLogits))
  }

  /// What in the look speaks for a class whose weights on the features are given.
  package func evidence(in look: Look, weights: [Float]) -> EvidenceMap {
    let cells = weights.isEmpty ? 0 : look.map.count / weights.count
    let side = Int(Double(cells).squareRoot())
    return EvidenceMap(map: look.map, height: side, width: side, weights: weights)
  }
}

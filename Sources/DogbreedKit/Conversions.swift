import Runtime
import Taxonomy

// From the words of the targets below, which may change, to the library's own, which stay.

extension Classification {
  init(_ found: Taxonomy.Classification) {
    self.init(
      verdict: Verdict(found.answer.verdict),
      predictions: found.answer.predictions.map(Prediction.init),
      presence: found.answer.presence, familiarity: found.answer.familiarity,
      heatMap: found.heatMap.map { HeatMap(width: $0.width, height: $0.height, values: $0.values) },
      set: found.answer.set.map {
        PredictionSet(coverage: $0.coverage, classes: $0.classes.map(Prediction.init))
      }, group: found.answer.group.map(Prediction.init), neighbours: found.neighbours?.map(Neighbour.init))
  }
}

extension Neighbour {
  init(_ found: Taxonomy.Neighbour) {
    self.init(
      file: found.file, imageClass: ImageClass(id: found.id, label: found.label), similarity: found.similarity,
      sha256: found.sha256, thumbnail: found.thumbnail)
  }
}

extension Prediction {
  init(_ found: Taxonomy.Prediction) {
    self.init(imageClass: ImageClass(id: found.id, label: found.label), probability: found.probability)
  }
}

extension Verdict {
  init(_ verdict: Taxonomy.Verdict) {
    self =
      switch verdict {
      case .sure: .sure
      case .unsure: .unsure
      case .another: .another
      case .other: .unknown
      }
  }
}

extension ImageError {
  init(_ refusal: ImageRefusal) {
    self =
      switch refusal {
      case .unsupported(let found): .unsupported(found: found)
      case .undecodable(let reason): .damaged(reason: reason)
      case .tooLarge(let reason): .tooLarge(reason: reason)
      }
  }
}

extension ClassifierOptions.Precision {
  /// The engine's word for it.
  var engines: Runtime.Precision {
    switch self {
    case .automatic: .auto
    case .f32: .f32
    case .bf16: .bf16
    }
  }
}

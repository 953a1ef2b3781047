import Artifact
import Imaging
import Support
import Taxonomy

extension Predictor {
  /// Calibrated probabilities, in the order of the classes.
  package func probabilities(of logits: [Float]) -> [Float] {
    Softmax.floatProbabilities(logits, temperature: Float(folder.description.temperatures[looks - 1]))
  }

  /// The verdict and the most probable classes; ties keep the order of the classes.
  ///
  /// - Parameters:
  ///   - weights: How much each class counts; 0 leaves it out.
  ///   - images: How many images of the same thing the logits are averaged from.
  package func answer(
    logits: [Float], presence: Double?, top: Int, weights: [Double]? = nil, images: Int = 1
  ) -> Answer {
    let description = folder.description
    let probabilities = probabilities(of: weighted(logits, weights))
    let ranked = probabilities.indices.filter { (weights?[$0] ?? 1) > 0 }.sorted {
      (probabilities[$0], $1) > (probabilities[$1], $0)
    }
    let predictions = ranked.prefix(max(top, 1)).map { index in
      Prediction(
        label: card.classes[index].label, id: card.classes[index].id,
        probability: Double(probabilities[index]))
    }
    // Thresholds are of the looks they were fitted with, of all classes alike, and of one image.
    let isAsFitted = isAsFitted && weights == nil && images == 1
    let familiarity =
      isAsFitted ? description.verdict.familiarity?.familiarity(of: logits, temperature: temperature) : nil
    let verdict: Verdict =
      if let presence, let policy = description.verdict.presence, presence < policy.threshold {
        .other
      } else if let familiarity, familiarity < FamiliarityPolicy.threshold {
        .another
      } else if isAsFitted {
        description.verdict.isSure(logits, temperature: temperature) ? .sure : .unsure
      } else {
        Double(probabilities[ranked[0]]) < description.verdict.unsureBelow ? .unsure : .sure
      }
    return Answer(
      verdict: verdict, predictions: predictions, presence: presence, familiarity: familiarity,
      set: isAsFitted && (verdict == .sure || verdict == .unsure) ? set(of: logits) : nil,
      group: verdict == .unsure || verdict == .another
        ? group(of: ranked[0], probabilities, isAsFitted: isAsFitted) : nil)
  }

  /// The nearest of the winner's own ancestors that would be answered if all of its classes were one; nil where none is.
  ///
  /// - Parameter isAsFitted: Whether thresholds hold that were fitted to answers like this one.
  private func group(of winner: Int, _ probabilities: [Float], isAsFitted: Bool) -> Prediction? {
    guard let groups else { return nil }
    let verdict = folder.description.verdict
    let found = ClassGroup.ancestors(of: winner, in: groups, probabilities).first { group in
      if isAsFitted, let least = verdict.groupBelow { return group.certainty >= least }
      return group.probability >= verdict.unsureBelow
    }
    return found.map { Prediction(label: $0.name, id: $0.name, probability: $0.probability) }
  }

  /// The classes of which one is right with the stated probability; nil where the model states none.
  private func set(of logits: [Float]) -> PredictionSet? {
    guard let policy = folder.description.sets else { return nil }
    let probabilities = Softmax.probabilities(logits, temperature: temperature)
    let classes = policy.set.classes(probabilities, threshold: policy.threshold).map { index in
      Prediction(
        label: card.classes[index].label, id: card.classes[index].id, probability: probabilities[index])
    }
    return PredictionSet(coverage: policy.coverage, classes: classes)
  }

  /// The probability that looks show anything the model knows; nil if it can't tell.
  func presence(in looks: [Look]) -> Double? {
    folder.description.verdict.presence?.presence(in: looks, neighbours: neighbours)
  }

  /// Which parts of the whole image supported the first prediction, however the image came to the net's square.
  func heatMap(of look: Look, logits: [Float], in image: DecodedImage) -> HeatMap {
    guard let best = logits.indices.max(by: { logits[$0] < logits[$1] }) else {
      return HeatMap(width: 0, height: 0, values: [])
    }
    let frame = image.frame(of: extractor.preprocessing)
    let own = extractor.place(of: head.contrast(best), in: look, frame: frame)
    func cells(_ side: Int, _ length: Double) -> Int { min(max(Int((Double(4 * side) / length).rounded()), 1), 512) }
    let evidence =
      frame == .whole
      ? own.refined(by: 4)
      : own.laid(over: cells(own.width, frame.width), cells(own.height, frame.height), frame: frame)
    return HeatMap(width: evidence.width, height: evidence.height, values: evidence.values)
  }
}

extension ImagingError: MemoryShortageError {
  package var isShortage: Bool { if case .outOfMemory = self { true } else { false } }
}

extension ImageRefusal {
  /// Nil for what isn't the image's fault.
  init?(_ error: ImagingError) {
    switch error {
    case .empty: self = .unsupported(found: "an empty file")
    case .unsupported(let found): self = .unsupported(found: found)
    case .tooManyBytes(let count, let limit):
      self = .tooLarge(reason: "it has \(count) bytes, and \(limit) are allowed")
    case .tooLarge(let width, let height, let limit):
      self = .tooLarge(
        reason: "\(width)×\(height) pixels, and at most \(limit.side) per side and \(limit.pixels) in total are allowed"
      )
    case .undecodable(let kind, let reason): self = .undecodable(reason: "the \(kind.name) file is damaged: \(reason)")
    case .outOfMemory: return nil
    case .unrenderable(let reason): self = .undecodable(reason: reason)
    }
  }
}

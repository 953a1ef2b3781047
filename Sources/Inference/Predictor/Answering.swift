import Artifact
import Imaging
import Support
import Taxonomy

extension Predictor {
  /// Calibrated probabilities, in the order of the classes.
  package func probabilities(of logits: [Float]) -> [Float] {
    Softmax.floatProbabilities(logits, temperature: Float(temperature))
  }

  /// The verdict and the most probable classes of all nets and looks; ties keep the order of the classes.
  ///
  /// - Parameters:
  ///   - weights: How much each class counts; 0 leaves it out.
  ///   - images: How many images of the same thing the logits are averaged from.
  package func answer(
    logits: [Float], presence: Double?, top: Int, weights: [Double]? = nil, images: Int = 1
  ) -> Answer {
    let last = stages[stages.count - 1].rule
    // Thresholds are of the looks they were fitted with, of all classes alike, and of one image.
    let rule = weights == nil && images == 1 ? last : last.notAsFitted()
    return answer(by: rule, logits: logits, presence: presence, top: top, weights: weights, stage: nil)
  }

  /// The same of what an image's stages found.
  func answer(of seen: Seen, top: Int, weights: [Double]? = nil) -> Answer {
    answer(
      by: weights == nil ? seen.stage.rule : seen.stage.rule.notAsFitted(), logits: seen.logits,
      presence: seen.presence,
      top: top, weights: weights, stage: reached(seen))
  }

  private func answer(
    by rule: AnswerRule, logits: [Float], presence: Double?, top: Int, weights: [Double]?, stage: StageReached?
  ) -> Answer {
    let probabilities = Softmax.floatProbabilities(
      weighted(logits, weights, temperature: rule.temperature), temperature: Float(rule.temperature))
    let ranked = probabilities.indices.filter { (weights?[$0] ?? 1) > 0 }.sorted {
      (probabilities[$0], $1) > (probabilities[$1], $0)
    }
    let predictions = ranked.prefix(max(top, 1)).map { index in
      Prediction(
        label: card.classes[index].label, id: card.classes[index].id,
        probability: Double(probabilities[index]))
    }
    let (verdict, familiarity) = rule.judge(logits, probability: Double(probabilities[ranked[0]]), presence: presence)
    return Answer(
      verdict: verdict, predictions: predictions, presence: presence, familiarity: familiarity,
      set: set(by: rule, of: logits, verdict),
      group: verdict == .unsure || verdict == .another ? group(of: ranked[0], probabilities, by: rule) : nil,
      stage: stage)
  }

  /// The nearest of the winner's own ancestors that would be answered if all of its classes were one; nil where none is.
  private func group(of winner: Int, _ probabilities: [Float], by rule: AnswerRule) -> Prediction? {
    guard let groups else { return nil }
    let found = ClassGroup.ancestors(of: winner, in: groups, probabilities).first { group in
      if rule.isAsFitted, let least = rule.verdict.groupBelow { return group.certainty >= least }
      return group.probability >= rule.verdict.unsureBelow
    }
    return found.map { Prediction(label: $0.name, id: $0.name, probability: $0.probability) }
  }

  /// The classes of which one is right with the stated probability; nil where the model states none.
  private func set(by rule: AnswerRule, of logits: [Float], _ verdict: Verdict) -> PredictionSet? {
    guard let (policy, places, probabilities) = rule.set(of: logits, verdict: verdict) else { return nil }
    let classes = places.map { index in
      Prediction(
        label: card.classes[index].label, id: card.classes[index].id, probability: probabilities[index])
    }
    return PredictionSet(coverage: policy.coverage, classes: classes)
  }

  /// Which parts of the whole image supported the first prediction, however the image came to the net's square.
  func heatMap(of seen: Seen, in image: DecodedImage) -> HeatMap {
    let (look, logits, head) = (seen.looks[0], seen.logits, seen.stage.head)
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
  package var isShortage: Bool {
    switch self {
    case .outOfMemory, .noDecoder: true
    default: false
    }
  }
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
    case .outOfMemory, .noDecoder: return nil
    case .unrenderable(let reason): self = .undecodable(reason: reason)
    }
  }
}

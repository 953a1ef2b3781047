extension EvaluationRecord {
  /// Mistakes and files of a confused pair that are listed.
  package static let mistakeLimit = 200
  /// The most files that are named for a pair of classes.
  package static let filesPerPair = 4

  /// Fills in everything that follows from the answers alone.
  ///
  /// - Parameters:
  ///   - judged: Each image's file and what became of it.
  ///   - draws: Bootstrap draws.
  package mutating func fill(
    from scorecard: Scorecard, judged: [(file: String, judgement: Judgement)], draws: Int = 1000
  ) {
    let judgements = judged.map(\.judgement)
    reliability = scorecard.reliability
    coverage = CoverageCurve(judgements.map { ($0.confidence, $0.isRight) }).points()
    order = scorecard.clustered.order
    let count = figures.perClass.count
    let bootstrap = Bootstrap(draws: draws)
    macroInterval = bootstrap.interval(count: judgements.count) { weights in
      Self.totals(judgements, weights, classes: count).recall
    }
    f1Interval = bootstrap.interval(count: judgements.count) { weights in
      Self.totals(judgements, weights, classes: count).f1
    }
    var files: [[Int]: [String]] = [:]
    for item in judged where !item.judgement.isRight {
      let key = [item.judgement.truth, item.judgement.answer]
      if files[key, default: []].count < Self.filesPerPair { files[key, default: []].append(item.file) }
    }
    confusions = scorecard.confusion.pairs().map { pair in
      ConfusedPair(
        truth: pair.truth, answer: pair.answer, images: pair.images, files: files[[pair.truth, pair.answer]] ?? [])
    }
    let byTruth = Dictionary(grouping: confusions, by: \.truth)
    classes = figures.perClass.enumerated().map { index, item in
      let right = scorecard.confusion.images(truth: index, answer: index)
      let both = item.precision + item.top1
      return ClassDetail(
        id: item.id, label: item.label, images: item.images, right: right, interval: .wilson(right, of: item.images),
        precision: item.precision, f1: both > 0 ? 2 * item.precision * item.top1 / both : 0,
        takenFor: byTruth[index] ?? [])
    }
    mistakes = judged.filter { !$0.judgement.isRight }.sorted {
      let (a, b) = ($0.judgement, $1.judgement)
      return (b.confidence - b.own, $0.file) < (a.confidence - a.own, $1.file)
    }.prefix(Self.mistakeLimit).map { Mistake(file: $0.file, judgement: $0.judgement) }
  }

  /// Macro accuracy and macro F1 of images that count as often as their weights say.
  private static func totals(
    _ judgements: [Judgement], _ weights: [Int], classes: Int
  ) -> (recall: Double, f1: Double) {
    var right = [Int](repeating: 0, count: classes)
    var images = right
    var answered = right
    for (judgement, weight) in zip(judgements, weights) where weight > 0 {
      images[judgement.truth] += weight
      answered[judgement.answer] += weight
      if judgement.isRight { right[judgement.truth] += weight }
    }
    let seen = images.indices.filter { images[$0] > 0 }
    let recall = seen.reduce(0.0) { $0 + Double(right[$1]) / Double(images[$1]) } / Double(max(seen.count, 1))
    return (recall, FScore(right: right, images: images, answered: answered).macro)
  }
}

import Corpus
import Imaging
import Inference

extension TrainingFeatures {
  /// About so many training images stand for the kind; more of them change nothing that was measured.
  static let mostExamples = 300
  /// So many of each class at least, unless there are too many classes.
  private static let leastOfClass = 4
  /// From so many classes on one image stands for each.
  private static let manyClasses = 500

  /// Which images stand for their kind: evenly spaced ones of each class, as many as its share of all.
  static func examples(_ labels: [Int]) -> [Int] {
    let classes = Dictionary(grouping: labels.indices) { labels[$0] }
    let least = classes.count < manyClasses ? leastOfClass : 1
    return classes.values.flatMap { places in
      let wanted = min(places.count, max(least, mostExamples * places.count / max(labels.count, 1)))
      return (0..<wanted).map { places[$0 * places.count / wanted] }
    }.sorted()
  }

  /// Features of images that stand for the kind, and of changed copies of every second one, all ways taking turns.
  ///
  /// Without the copies a threshold that accepts changed images accepts far more of other kinds: over six kinds 89 % of
  /// others are refused with them, 63 % without. In a distributed run only the first process gets all features.
  static func neighbours(of samples: [Sample], through pass: CommonPass) async throws -> LabelledFeatures {
    let (chosen, copied) = examples(of: samples)
    var found = try await pass.run(chosen, [.original], "images that stand for the kind").table.matrix(views: [0])
    for (shift, mine) in inTurns(copied) {
      let result = try await pass.run(mine, [.shifted(shift, .original)], "the same, \(shift.rawValue)")
      found = found.joined(result.table.matrix(views: [0]))
    }
    return found
  }

  /// All images that `neighbours` looks at, and how.
  static func neighbourImages(of samples: [Sample]) -> [AheadPlan.Wanted] {
    let (chosen, copied) = examples(of: samples)
    return [AheadPlan.Wanted(samples: chosen, views: [.original])]
      + inTurns(copied).map { AheadPlan.Wanted(samples: $1, views: [.shifted($0, .original)]) }
  }

  /// Images that stand for their kind, and those of them that are also looked at as changed copies.
  private static func examples(of samples: [Sample]) -> (chosen: [Sample], copied: [Sample]) {
    let chosen = examples(samples.map(\.classIndex)).map { samples[$0] }
    return (chosen, stride(from: 0, to: chosen.count, by: 2).map { chosen[$0] })
  }
}

extension KindNeighbours {
  /// Nil without any features. Throws `TrainingError.cache`.
  init?(of features: LabelledFeatures) throws(TrainingError) {
    guard features.count > 0 else { return nil }
    self.init(rows: try features.values(), width: features.width, labels: features.labels)
  }
}

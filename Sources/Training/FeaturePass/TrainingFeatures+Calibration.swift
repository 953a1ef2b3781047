import Corpus
import Imaging

extension TrainingFeatures {
  /// At most this many validation images get a changed copy, evenly spaced.
  private static let mostShifted = 600
  /// About this many get a scrambled one.
  private static let mostScrambled = 60

  /// Features that verdicts are chosen by; those of validation images come from `plain` where they are there already.
  ///
  /// Each of the chosen validation images is changed in one way, all ways taking turns. In a distributed run only the
  /// first process gets all features.
  static func calibration(
    of samples: [Sample], plain: FeatureTable? = nil, through pass: CommonPass
  ) async throws -> (features: CalibrationFeatures, problems: [Problem]) {
    let views = pass.options.looks.views
    func tables(_ table: FeatureTable) -> [LabelledFeatures] { views.indices.map { table.matrix(views: [$0]) } }
    var problems: [Problem] = []
    let table: FeatureTable
    if let plain {
      table = plain
    } else {
      let result = try await pass.run(samples, views, "validation images")
      (table, problems) = (result.table, result.problems)
    }
    var features = CalibrationFeatures(looks: tables(table))
    for (shift, mine) in shifted(samples) {
      let result = try await pass.run(
        mine, views.map { .shifted(shift, $0) }, "validation images, \(shift.rawValue)")
      let found = tables(result.table)
      features.shifted = features.shifted.isEmpty ? found : zip(features.shifted, found).map { $0.joined($1) }
    }
    features.scrambled = tables(
      try await pass.run(scrambled(samples), views.map { .shifted(.scrambled, $0) }, "validation images, scrambled")
        .table)
    guard !pass.options.negatives.isEmpty else { return (features, problems) }
    let foreign = try await pass.run(pass.options.negatives, views, "images of something else")
    features.foreign = tables(foreign.table)
    return (features, problems + foreign.problems)
  }
  /// All images that `calibration` looks at besides the plain ones, and how.
  static func calibrationImages(of samples: [Sample], looks views: [View]) -> [AheadPlan.Wanted] {
    shifted(samples).map { shift, mine in AheadPlan.Wanted(samples: mine, views: views.map { .shifted(shift, $0) }) }
      + [AheadPlan.Wanted(samples: scrambled(samples), views: views.map { .shifted(.scrambled, $0) })]
  }

  /// Evenly spaced images, each changed in one way.
  private static func shifted(_ samples: [Sample]) -> [(shift: ImageShift, samples: [Sample])] {
    let step = max(1, (samples.count + mostShifted - 1) / mostShifted)
    return inTurns(Swift.stride(from: 0, to: samples.count, by: step).map { samples[$0] })
  }

  private static func scrambled(_ samples: [Sample]) -> [Sample] {
    Swift.stride(from: 0, to: samples.count, by: max(1, samples.count / mostScrambled)).map { samples[$0] }
  }

  /// Images shared out among the harmless changes, which take turns; changes without an image are left out.
  static func inTurns(_ samples: [Sample]) -> [(shift: ImageShift, samples: [Sample])] {
    ImageShift.harmless.enumerated().compactMap { turn, shift in
      let mine = Swift.stride(from: turn, to: samples.count, by: ImageShift.harmless.count).map { samples[$0] }
      return mine.isEmpty ? nil : (shift, mine)
    }
  }
}

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
    let step = max(1, (samples.count + mostShifted - 1) / mostShifted)
    let chosen = Swift.stride(from: 0, to: samples.count, by: step).map { samples[$0] }
    for (turn, shift) in ImageShift.harmless.enumerated() {
      let mine = chosen.enumerated().filter { $0.offset % ImageShift.harmless.count == turn }.map(\.element)
      guard !mine.isEmpty else { continue }
      let result = try await pass.run(
        mine, views.map { .shifted(shift, $0) }, "validation images, \(shift.rawValue)")
      let found = tables(result.table)
      features.shifted = features.shifted.isEmpty ? found : zip(features.shifted, found).map { $0.joined($1) }
    }
    let mixed = Swift.stride(from: 0, to: samples.count, by: max(1, samples.count / mostScrambled)).map { samples[$0] }
    features.scrambled = tables(
      try await pass.run(mixed, views.map { .shifted(.scrambled, $0) }, "validation images, scrambled").table)
    guard !pass.options.negatives.isEmpty else { return (features, problems) }
    let foreign = try await pass.run(pass.options.negatives, views, "images of something else")
    features.foreign = tables(foreign.table)
    return (features, problems + foreign.problems)
  }
}

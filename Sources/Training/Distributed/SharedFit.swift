import Foundation
import Torch

/// A head's fits by all processes of a run, each from the rows that it looked at itself; their gradients are added up.
///
/// The first process says what is fitted and leads, the others follow.
final class SharedFit {
  /// The rows that a process looked at itself.
  struct Own {
    /// Training images, all views.
    var train: LabelledFeatures
    /// Validation images, the training views.
    var validationViews: LabelledFeatures
  }

  /// Which rows a fit is of.
  enum Rows: String, Codable { case train, all }

  /// What the first process tells before each fit.
  private struct Start: Codable {
    /// Nil where no further fit follows.
    var rows: Rows?
    var classes = 0
    /// Validation images of other classes are left out.
    var learnt: [Int] = []
    /// What a row of each class weighs; nil where all rows count alike.
    var classWeights: [Float]?
  }

  private let common: CommonRun
  private let own: Own
  private var fits = 0

  init(_ common: CommonRun, own: Own) { (self.common, self.own) = (common, own) }

  /// Below so many operations of each thread in a pass over all rows one process is done before the others have heard of it.
  private static let leastWork = 2e9

  /// Whether the fit is so large that sharing it pays.
  ///
  /// - Parameter threads: How many each process computes with.
  static func pays(rows: Int, width: Int, classes: Int, threads: Int) -> Bool {
    4 * Double(rows) * Double(width) * Double(classes) >= leastWork * Double(threads)
  }

  /// Begins a fit in all processes; `finish` of the regression ends it. For the first process.
  ///
  /// Throws `RegressionError`, `TorchError` and `TrainingError.cache`.
  func regression(
    on rows: Rows, classes: Int, learnt: Set<Int>, classWeights: [Float]?
  ) throws -> SoftmaxRegression {
    let start = Start(rows: rows, classes: classes, learnt: learnt.sorted(), classWeights: classWeights)
    try tell(start)
    return try make(start, rows)
  }

  /// Tells the others that no further fit follows. For the first process.
  func end() throws { try tell(Start()) }

  /// Takes part in fits until the first process ends them. For all others.
  ///
  /// Throws `GroupError` and `TorchError` where a process is lost, and what reading the rows throws.
  func follow() async throws {
    while true {
      try await common.wait(for: [0], toLeave: "fit \(fits)")
      fits += 1
      let start = try JSONDecoder().decode(Start.self, from: Data(common.group.broadcast([])))
      guard let rows = start.rows else { return }
      guard (2...1 << 20).contains(start.classes) else {
        throw GroupError.failed(rank: 0, reason: "it asked for a head of \(start.classes) classes")
      }
      try make(start, rows).follow()
    }
  }

  private func tell(_ start: Start) throws {
    try common.group.words.leave("ready", under: "fit \(fits) 0")
    fits += 1
    _ = try common.group.broadcast(Array(try JSONEncoder().encode(start)))
  }

  private func make(_ start: Start, _ rows: Rows) throws -> SoftmaxRegression {
    let features =
      rows == .train ? own.train : own.train.joined(own.validationViews.rows(of: Set(start.learnt)))
    let weights = start.classWeights.map { weights in
      features.labels.map { weights.indices.contains($0) ? weights[$0] : 0 }
    }
    return try SoftmaxRegression(
      features.regressionRows, labels: features.labels, classes: start.classes, sampleWeights: weights,
      over: common.group)
  }
}

import Dispatch
import Support

/// Fits heads on a thread of its own, so that long work never holds the pool that answers requests.
actor ReviewEngine {
  /// What a fit says, and what should be labelled next.
  struct Result: Sendable {
    let fit: ReviewFit
    /// Rows without a label, in the order in which they are asked for.
    let order: [Int]
  }

  nonisolated let executor = QueueExecutor(label: "review-fit")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let rows: ReviewRows
  private let first: ReviewLabels
  private var fitter: ReviewFitter?
  private var acquisition: Acquisition?

  init(_ rows: ReviewRows, labels: ReviewLabels) { (self.rows, first) = (rows, labels) }

  /// So many images without a label are put in order, the second ones as if the first had a label; the others follow as they
  /// come. Few at a time, since each fit puts them in order again.
  private static let ahead = [8, 24]

  /// - Parameter candidates: Rows that may be asked for a label.
  func fit(_ labels: ReviewLabels, candidates: [Int]) throws -> Result {
    let fitter = try self.fitter ?? ReviewFitter(rows, labels: first)
    self.fitter = fitter
    let fit = try fitter.fit(labels)
    guard !candidates.isEmpty else { return Result(fit: fit, order: []) }
    let acquisition = try self.acquisition ?? Acquisition(rows, seed: 7)
    self.acquisition = acquisition
    let labelled = labels.labels.indices.filter { labels.labels[$0] != nil && !labels.isLeftOut[$0] }
    let seen = Set(labelled.compactMap { labels.labels[$0] }).count
    var order: [Int] = []
    var taken: Set<Int> = []
    for most in Self.ahead {
      order += try acquisition.next(
        most, of: candidates.filter { !taken.contains($0) }, labelled: labelled + order, seen: seen, by: .adaptive, fit)
      taken = Set(order)
    }
    return Result(fit: fit, order: order + candidates.filter { !taken.contains($0) })
  }

  /// The rows least like any other, the least first.
  func far(_ most: Int) throws -> [(row: Int, similarity: Double)] {
    let acquisition = try self.acquisition ?? Acquisition(rows, seed: 7)
    self.acquisition = acquisition
    return try acquisition.loneliest(most)
  }
}

/// Runs an actor's work on a queue of its own.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}

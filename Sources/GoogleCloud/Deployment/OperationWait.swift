import Support
import Transport

/// When to poll a long-running operation again, and when to give up. Pure.
package struct OperationWait: Sendable {
  package enum Step: Sendable, Equatable {
    case done
    case failed(String)
    case wait(Duration)
    case tooLong
  }

  private let limit: Duration
  private var pause: Duration
  private let ceiling: Duration

  /// Begins with a pause of `first`, which grows to `ceiling`; gives up after `limit`.
  package init(limit: Duration, first: Duration = .seconds(1), ceiling: Duration = .seconds(15)) {
    self.limit = limit
    pause = first
    self.ceiling = ceiling
  }

  /// `elapsed` since the operation began.
  package mutating func heard(_ operation: LongOperation, elapsed: Duration) -> Step {
    if operation.done == true {
      guard let error = operation.error else { return .done }
      return .failed(error.message ?? "code \(error.code ?? 0)")
    }
    guard elapsed < limit else { return .tooLong }
    defer { pause = min(ceiling, pause * 1.5) }
    return .wait(pause)
  }
}

import Foundation

/// A bounded number of threads for work that keeps a core busy, apart from Swift's own pool.
struct Workers: Sendable {
  private let queue: OperationQueue

  init(count: Int, name: String) {
    queue = OperationQueue()
    queue.name = name
    queue.maxConcurrentOperationCount = max(count, 1)
  }

  /// Runs the work on one of the threads and gives what it gives; a cancelled caller's work is not begun.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result { try work() }) }
    }
  }
}

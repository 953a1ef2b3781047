import Foundation
import Synchronization

/// A bounded number of threads for work that keeps a core busy, apart from Swift's own pool and from Dispatch's, which
/// that pool shares.
final class Workers: Sendable {
  private let line = JobLine()

  init(count: Int, name: String) {
    for number in 0..<max(count, 1) {
      let thread = Thread { [line] in
        while let job = line.next() { job() }
      }
      thread.name = "\(name)-\(number)"
      thread.start()
    }
  }

  deinit { line.close() }

  /// Runs the work on one of the threads and returns what it returns.
  ///
  /// A caller that is cancelled before its turn gets its `CancellationError` at once, and its work is not begun; work
  /// that has begun is finished.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let job = Job<Value>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        guard job.wait(continuation) else { return continuation.resume(throwing: CancellationError()) }
        line.add { job.run(work) }
      }
    } onCancel: {
      job.cancel()
    }
  }
}

/// One caller's work: waiting, then begun or cancelled, whichever comes first.
private final class Job<Value: Sendable>: Sendable {
  private enum State {
    case new
    case waiting(CheckedContinuation<Value, any Error>)
    case over
  }

  private let state = Mutex(State.new)

  /// Returns false when the caller is cancelled already.
  func wait(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
    state.withLock { state in
      guard case .new = state else { return false }
      state = .waiting(continuation)
      return true
    }
  }

  func run(_ work: () throws -> Value) {
    guard let continuation = end() else { return }
    continuation.resume(with: Result(catching: work))
  }

  func cancel() { end()?.resume(throwing: CancellationError()) }

  private func end() -> CheckedContinuation<Value, any Error>? {
    state.withLock { state in
      defer { state = .over }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
  }
}

/// Jobs in the order they came, handed to threads that wait for them.
private final class JobLine: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)

  func add(_ job: @escaping @Sendable () -> Void) {
    state.withLock { $0.jobs.append(job) }
    wake.signal()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    wake.signal()
  }

  /// Waits for the next job; nil once the line is closed and empty.
  func next() -> (@Sendable () -> Void)? {
    wake.wait()
    let (job, isClosed) = state.withLock { state in
      (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
    }
    // The one signal of the closing goes from thread to thread.
    if isClosed { wake.signal() }
    return job
  }
}

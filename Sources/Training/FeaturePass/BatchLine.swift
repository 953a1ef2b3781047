import Foundation
import Synchronization
import Torch

/// Images that wait to be computed together, for threads that wait for them.
final class BatchLine: Sendable {
  /// One caller's image and what is wanted of it.
  struct Job: Sendable {
    let values: [Float]
    let names: [String]
    let continuation: CheckedContinuation<[String: [Float]], any Error>
  }

  private struct State {
    /// How many are handed out together.
    var most: Int
    var jobs: [Int: Job] = [:]
    /// Numbers of those that wait, in the order they came.
    var order: [Int] = []
    var count = 0
    var isClosed = false
  }

  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)

  /// - Parameter most: How many are handed out together.
  init(most: Int) { state = Mutex(State(most: max(most, 1))) }

  /// Puts an image in line and waits for its answer, or for the caller's task to be cancelled before its turn.
  func answer(_ values: [Float], _ names: [String]) async throws -> [String: [Float]] {
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isIn = state.withLock { state in
          guard !state.isClosed, !Task.isCancelled else { return false }
          state.jobs[number] = Job(values: values, names: names, continuation: continuation)
          state.order.append(number)
          return true
        }
        if isIn { wake.signal() } else { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      state.withLock { $0.jobs.removeValue(forKey: number) }?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Waits for images and returns the first that want the same; nil once the line is closed.
  func next() -> [Job]? {
    while true {
      wake.wait()
      let (jobs, isClosed) = state.withLock { state in (take(from: &state), state.isClosed) }
      // The one signal of the closing goes from thread to thread.
      if isClosed { wake.signal() }
      if isClosed, jobs.isEmpty { return nil }
      if !jobs.isEmpty { return jobs }
    }
  }

  /// Hands each image its answer, or all of them the error.
  ///
  /// What is too much for the device's memory is halved, as often as it takes, and no more is handed out together again.
  func answer(_ jobs: [Job], by compute: ([Job]) throws -> [[String: [Float]]]) {
    do {
      for (job, answer) in zip(jobs, try compute(jobs)) { job.continuation.resume(returning: answer) }
    } catch TorchError.outOfMemory where jobs.count > 1 {
      let half = jobs.count / 2
      state.withLock { $0.most = min($0.most, jobs.count - half) }
      for part in [jobs.prefix(half), jobs.dropFirst(half)] { answer(Array(part), by: compute) }
    } catch {
      for job in jobs { job.continuation.resume(throwing: error) }
    }
  }

  /// Lets the threads end; nobody may wait any more.
  func close() {
    state.withLock { $0.isClosed = true }
    wake.signal()
  }

  private func take(from state: inout State) -> [Job] {
    var (taken, passed): ([Job], Int) = ([], 0)
    for number in state.order {
      if let job = state.jobs[number] {
        guard taken.count < state.most, taken.first?.names ?? job.names == job.names else { break }
        taken.append(job)
        state.jobs[number] = nil
      }
      passed += 1
    }
    state.order.removeFirst(passed)
    return taken
  }
}

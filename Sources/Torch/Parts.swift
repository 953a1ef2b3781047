import CTorch
import Dispatch
import Synchronization

/// Work cut into parts that give the same bits whatever the number of threads.
///
/// A matrix product rounds differently when it is split over more threads. So each part here runs on one thread, with
/// single-threaded operations in it, and what is split, and in which order parts are added up, is the caller's.
package enum Parts {
  /// Runs the body for 0 ..< count on as many threads as operations may use, and returns when all are done.
  ///
  /// The parts run at the same time: each may write only what is its own. Throws the error of the lowest failed part.
  package static func forEach(
    _ count: Int, _ body: @escaping (Int) throws(TorchError) -> Void
  ) throws(TorchError) {
    // Each thread calls it for other parts; what it captures is the caller's to keep apart.
    nonisolated(unsafe) let body = body
    let failure = Mutex<(part: Int, error: TorchError)?>(nil)
    let next = Atomic(0)
    // libtorch's own parallel loops are templates that run on one thread unless they are compiled with OpenMP.
    DispatchQueue.concurrentPerform(iterations: min(count, max(try Threads.count(), 1))) { _ in
      confined {
        while failure.withLock({ $0 == nil }) {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          do throws(TorchError) {
            try body(index)
          } catch {
            failure.withLock { known in
              if known.map({ index < $0.part }) ?? true { known = (index, error) }
            }
          }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }

  /// Makes one value per part.
  package static func map<Value>(
    _ count: Int, _ body: @escaping (Int) throws(TorchError) -> Value
  ) throws(TorchError) -> [Value] {
    let places = UnsafeMutablePointer<Value?>.allocate(capacity: count)
    places.initialize(repeating: nil, count: count)
    defer {
      places.deinitialize(count: count)
      places.deallocate()
    }
    try forEach(count) { (index) throws(TorchError) in places[index] = try body(index) }
    return (0..<count).compactMap { places[$0] }
  }

  /// Runs a body on this thread with single-threaded operations.
  package static func alone<Value>(_ body: () throws(TorchError) -> Value) throws(TorchError) -> Value {
    var before = CTorchConfinement()
    try check(ctorch_confine(&before), "keeping to one thread")
    defer { _ = ctorch_unconfine(before) }
    return try body()
  }

  private static func confined(_ body: () -> Void) {
    var before = CTorchConfinement()
    _ = ctorch_confine(&before)
    body()
    _ = ctorch_unconfine(before)
  }
}

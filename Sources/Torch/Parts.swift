import CTorch

/// Work cut into parts that give the same bits whatever the number of threads.
///
/// A matrix product rounds differently when it is split over more threads. So each part here runs on one thread, with
/// single-threaded operations in it, and what is split, and in which order parts are added up, is the caller's.
package enum Parts {
  /// Runs the body for 0 ..< count on the operation threads, and returns when all are done.
  ///
  /// The parts run at the same time: each may write only what is its own. Throws the error of the lowest failed part.
  package static func forEach(
    _ count: Int, _ body: @escaping (Int) throws(TorchError) -> Void
  ) throws(TorchError) {
    guard count > 0 else { return }
    var work = [Part](repeating: Part(body: body), count: count)
    let status = work.withUnsafeMutableBytes { parts in
      guard let context = parts.baseAddress else { return CTORCH_OK }
      return ctorch_for_each_part(Int64(count), runPart, context)
    }
    for part in work {
      if let error = part.error { throw error }
    }
    try check(status, "running parts")
  }

  /// Makes one value a part.
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
  package static func alone<Value>(_ body: @escaping () throws(TorchError) -> Value) throws(TorchError) -> Value {
    try map(1) { (_) throws(TorchError) in try body() }[0]
  }

  fileprivate struct Part {
    let body: (Int) throws(TorchError) -> Void
    var error: TorchError?
  }
}

/// Runs one of the parts that `context` points to.
private func runPart(_ context: UnsafeMutableRawPointer, _ index: Int64) -> CTorchStatus {
  let part = context.assumingMemoryBound(to: Parts.Part.self) + Int(index)
  do throws(TorchError) {
    try part.pointee.body(Int(index))
    return CTORCH_OK
  } catch {
    part.pointee.error = error
    return CTORCH_FAILED
  }
}

extension Sequence where Element: Sendable {
  /// Transforms the elements, at most `width` at once, and hands the results to `receive` in the elements' order, until it
  /// returns false.
  ///
  /// At most `ahead` elements are between their start and their handover, which bounds memory. `finished` receives, after each
  /// transformation, the number of those done. The first failure cancels the others and is thrown; where `Failure` can hold a
  /// `CancellationError`, that is thrown once the task is cancelled, else the transformation itself says so.
  package func orderedMap<Value: Sendable, Failure: Error>(
    width: Int, ahead: Int = .max, finished: (Int) -> Void = { _ in },
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Value,
    receive: (Value) throws(Failure) -> Bool
  ) async throws(Failure) {
    let failure: Failure? = await withTaskGroup(of: (Int, Result<Value, Failure>).self) { group in
      var rest = makeIterator()
      var (started, due, running) = (0, 0, 0)
      var ready: [Int: Value] = [:]
      while true {
        if Task.isCancelled, let error = CancellationError() as? Failure {
          group.cancelAll()
          return error
        }
        while running < Swift.max(width, 1), started - due < ahead, let element = rest.next() {
          let number = started
          group.addTask {
            do throws(Failure) {
              return (number, .success(try await transform(element)))
            } catch {
              return (number, .failure(error))
            }
          }
          started += 1
          running += 1
        }
        guard let (number, result) = await group.next() else { return nil }
        running -= 1
        do throws(Failure) {
          ready[number] = try result.get()
          finished(started - running)
          while let value = ready.removeValue(forKey: due) {
            due += 1
            guard try receive(value) else {
              group.cancelAll()
              return nil
            }
          }
        } catch {
          group.cancelAll()
          return error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Returns the transformed elements in the elements' order, at most `width` of them in progress at once.
  ///
  /// Fails as `orderedMap` does.
  package func boundedMap<Value: Sendable, Failure: Error>(
    width: Int, finished: (Int) -> Void = { _ in },
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Value
  ) async throws(Failure) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(underestimatedCount)
    try await orderedMap(width: width, finished: finished, transform) { value throws(Failure) in
      values.append(value)
      return true
    }
    return values
  }
}

/// Transforms what `next` returns, at most `width` elements at once, and hands the results to `receive` in order, until
/// `next` returns nil.
///
/// `next` is asked for one element at a time, so that results are handed over while it waits for a slow source. At most
/// `ahead` elements are between their start and their handover, which bounds memory. The first failure of any of the three
/// cancels the rest and is thrown, as is `CancellationError` once the task is cancelled.
package func orderedMap<Element: Sendable, Value: Sendable>(
  width: Int, ahead: Int = .max, next: @escaping @Sendable () async throws -> Element?,
  _ transform: @escaping @Sendable (Element) async throws -> Value, receive: (Value) throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: MapEvent<Element, Value>.self) { group in
    var (started, due, running) = (0, 0, 0)
    var (isAsking, isOver) = (false, false)
    var ready: [Int: Value] = [:]
    while true {
      try Task.checkCancellation()
      if !isOver, !isAsking, running < max(width, 1), started - due < ahead {
        isAsking = true
        group.addTask { .found(try await next()) }
      }
      guard let event = try await group.next() else { return }
      switch event {
      case .found(let element):
        isAsking = false
        guard let element else {
          isOver = true
          continue
        }
        let number = started
        group.addTask { .finished(number, try await transform(element)) }
        started += 1
        running += 1
      case .finished(let number, let value):
        running -= 1
        ready[number] = value
        while let value = ready.removeValue(forKey: due) {
          due += 1
          try receive(value)
        }
      }
    }
  }
}

/// What a task of the map above did.
private enum MapEvent<Element: Sendable, Value: Sendable>: Sendable {
  case found(Element?)
  case finished(Int, Value)
}

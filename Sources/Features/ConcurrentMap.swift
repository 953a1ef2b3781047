extension Collection where Self: Sendable, Element: Sendable, Index: Sendable {
  /// Transforms the elements, at most `width` at once, and gives the results in the elements' order as they get ready.
  package func concurrentMap<Result: Sendable>(
    width: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
  ) -> AsyncThrowingStream<Result, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var waiting: [Int: Result] = [:]
            var next = 0
            func take(_ done: (number: Int, result: Result)) {
              waiting[done.number] = done.result
              while let ready = waiting.removeValue(forKey: next) {
                continuation.yield(ready)
                next += 1
              }
            }
            for (number, element) in self.enumerated() {
              if number >= width, let done = try await group.next() { take(done) }
              group.addTask { (number, try await transform(element)) }
            }
            while let done = try await group.next() { take(done) }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

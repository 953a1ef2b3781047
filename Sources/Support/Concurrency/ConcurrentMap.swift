extension Sequence where Self: Sendable, Element: Sendable {
  /// Returns the transformed elements as a stream in the elements' order, at most `width` of them in progress at once.
  ///
  /// Leaving the stream cancels what is in progress.
  package func concurrentMap<Value: Sendable>(
    width: Int, _ transform: @escaping @Sendable (Element) async throws -> Value
  ) -> AsyncThrowingStream<Value, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await orderedMap(width: width, transform) { value throws(any Error) in
            continuation.yield(value)
            return true
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

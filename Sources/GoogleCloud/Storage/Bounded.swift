/// Work done a bounded number of items at a time.
package enum Bounded {
  /// The values in the items' order. The first failure calls off the others and is thrown, a `CloudError`.
  package static func map<Item: Sendable, Value: Sendable>(
    _ items: [Item], width: Int, _ operation: @escaping @Sendable (Item) async throws(CloudError) -> Value
  ) async throws(CloudError) -> [Value] {
    do {
      return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var values: [Value?] = Array(repeating: nil, count: items.count)
        var next = 0
        func add() {
          guard next < items.count else { return }
          let place = next
          next += 1
          group.addTask { (place, try await operation(items[place])) }
        }
        for _ in 0..<max(1, width) { add() }
        while let (place, value) = try await group.next() {
          values[place] = value
          add()
        }
        return values.compactMap { $0 }
      }
    } catch {
      throw error as? CloudError ?? CloudError(.deadline, "This was called off")
    }
  }
}

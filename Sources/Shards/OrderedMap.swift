/// Transforms elements, at most `width` at once, and hands the results on in the elements' order, until `take` says that
/// it has enough.
///
/// Memory is bounded: no more than `4 · width` elements are between their start and their taking, so that one that takes
/// long holds the others up no sooner than that. Throws what `take` throws, and when the task is cancelled.
func orderedMap<Element: Sendable, Result: Sendable>(
  _ elements: ArraySlice<Element>, width: Int, transform: @escaping @Sendable (Element) -> Result,
  take: (Result) throws -> Bool
) async throws {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var (next, due, running) = (elements.startIndex, elements.startIndex, 0)
    var ready: [Int: Result] = [:]
    while due < elements.endIndex {
      while next < elements.endIndex, running < width, next - due < 4 * width {
        let (number, element) = (next, elements[next])
        group.addTask { (number, transform(element)) }
        next += 1
        running += 1
      }
      guard let (number, result) = try await group.next() else { return }
      try Task.checkCancellation()
      running -= 1
      ready[number] = result
      while let result = ready.removeValue(forKey: due) {
        due += 1
        guard try take(result) else {
          group.cancelAll()
          return
        }
      }
    }
  }
}

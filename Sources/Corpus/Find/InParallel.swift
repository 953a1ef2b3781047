/// Does `count` numbered pieces of work, at most `width` at once, and gives the results in the order of the numbers.
///
/// `done` hears after each piece how many are done. Throws what a piece throws, and `CancellationError`.
func inParallel<Result: Sendable>(
  _ count: Int, width: Int, done: (Int) -> Void = { _ in },
  _ work: @escaping @Sendable (Int) throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: count)
    var finished = 0
    func take(_ piece: (number: Int, result: Result)) {
      results[piece.number] = piece.result
      finished += 1
      done(finished)
    }
    for number in 0..<count {
      if number >= max(width, 1), let piece = try await group.next() { take(piece) }
      group.addTask {
        try Task.checkCancellation()
        return (number, try work(number))
      }
    }
    while let piece = try await group.next() { take(piece) }
    return results.compactMap { $0 }
  }
}

import Support

/// How many images were computed in how many seconds.
package struct MeasuredRate: Hashable, Sendable {
  /// How many images were computed.
  package let images: Int
  /// Seconds that all of them took.
  package let seconds: Double

  /// Images computed in a second.
  package var imagesPerSecond: Double { Double(images) / seconds }
}

extension CompiledModel {
  /// Measures OpenVINO's own rate: every infer request is kept busy with one fixed input for `seconds`, and nothing is
  /// copied in or out between.
  ///
  /// Each request first computes once, unmeasured; computations that have begun in time count and are waited for. Other
  /// callers meanwhile make the rate lower. Throws `RuntimeError` when the engine fails, `CancellationError` when the
  /// task is cancelled.
  package func measureRate(seconds: Double) async throws -> MeasuredRate {
    let values = (0..<input.shape.reduce(1, *)).map { Float($0 % 255) / 127 - 1 }
    let clock = ContinuousClock()
    _ = try await onEveryRequest { request in
      try request.write(values)
      try await request.run()
      return 1
    }
    let start = clock.now
    let deadline = start.advanced(by: .seconds(seconds))
    let runs = try await onEveryRequest { request in
      try request.write(values)
      var runs = 0
      repeat {
        try Task.checkCancellation()
        try await request.run()
        runs += 1
      } while clock.now < deadline
      return runs
    }
    let elapsed = start.duration(to: clock.now)
    return MeasuredRate(images: runs * input.shape[0], seconds: elapsed / .seconds(1))
  }

  /// Runs `body` on every slot concurrently, and sums the results.
  private func onEveryRequest(_ body: @Sendable @escaping (InferRequest) async throws -> Int) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<requestCount {
        group.addTask { try await self.pool.withSlot { slot in try await body(self.requests[slot]) } }
      }
      return try await group.reduce(0, +)
    }
  }
}

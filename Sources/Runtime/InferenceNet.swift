/// A net that computes inputs for whoever asks, each by itself, whatever engine it runs on.
package protocol InferenceNet: Sendable {
  /// The only input, with its batch.
  var input: TensorDescription { get }
  /// What can be asked for.
  var outputs: [TensorDescription] { get }
  /// The precision that it is actually computed in: not `.auto`.
  var precision: Precision { get }
  /// How many inputs it computes at a time: further callers wait in line.
  var requestCount: Int { get }
  /// What tells its numbers from those of other engines: empty for OpenVINO.
  var engine: String { get }

  /// Computes the named outputs of one input: values in row-major order of the shapes, for a batch of one.
  ///
  /// Never holds the caller's thread. Throws `RuntimeError` for an unknown output or an input of another length, what the
  /// engine throws, and `CancellationError` when the task is cancelled before its turn.
  func infer(_ input: [Float], outputs names: [String]) async throws -> [String: [Float]]

  /// The rate of the engine alone, kept busy with one fixed input for so long. Throws as `infer` does.
  func measureRate(seconds: Double) async throws -> MeasuredRate
}

extension InferenceNet {
  /// By as many callers as it takes at a time, each after a first computation that doesn't count.
  package func measureRate(seconds: Double) async throws -> MeasuredRate {
    let values = (0..<input.shape.reduce(1, *)).map { Float($0 % 255) / 127 - 1 }
    let names = Array(outputs.prefix(1).map(\.name))
    let clock = ContinuousClock()
    func onEveryRequest(_ body: @Sendable @escaping () async throws -> Int) async throws -> Int {
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<requestCount { group.addTask(operation: body) }
        return try await group.reduce(0, +)
      }
    }
    _ = try await onEveryRequest { try await infer(values, outputs: names).count }
    let start = clock.now
    let deadline = start.advanced(by: .seconds(seconds))
    let runs = try await onEveryRequest {
      var runs = 0
      repeat {
        _ = try await infer(values, outputs: names)
        runs += 1
      } while clock.now < deadline
      return runs
    }
    return MeasuredRate(images: runs * input.shape[0], seconds: start.duration(to: clock.now) / .seconds(1))
  }
}

extension CompiledModel: InferenceNet {
  /// It is what the others are told from.
  package var engine: String { "" }
}

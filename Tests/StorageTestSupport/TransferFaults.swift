import ObjectStorage
import TestSupport
import Testing
import Transport

/// Every request of a transfer, with every fault: afterwards each file is the one before or the new one, whole, and the same
/// command makes all of them new, with nothing left over.
package struct TransferFaults<Bench: StorageBench> {
  /// Each goes wrong once.
  private let once: [String]
  /// These go on to the end of the command.
  private let lasting = ["503", "403", "reset"]
  private let bench: Bench
  private let change: (inout TransferOptions) -> Void
  /// How many parts of unfinished uploads the store holds.
  private let parts: (StorageStub.State) -> Int

  package init(
    _ bench: Bench, once: [String], change: @escaping (inout TransferOptions) -> Void = { _ in },
    parts: @escaping (StorageStub.State) -> Int
  ) {
    (self.bench, self.once, self.change, self.parts) = (bench, once, change, parts)
  }

  /// Runs the flow with each fault at each request, to an address in the store of scheme `at`.
  package func run(_ flow: TransferFlow, at scheme: StorageAddress.Scheme) async throws {
    try bench.stub.configure(["stall": 0.05])
    try flow.prepare(bench, "good")
    try bench.stub.clear()
    try await send(flow, "good", scheme)
    let good = try flow.wrong(bench, "good", isWhole: true)
    #expect(good.isEmpty, "\(good)")
    let moments = try bench.stub.state().requests.count
    #expect(moments > 0)
    var cases = 0
    for moment in 0..<moments {
      for (kind, times) in once.map({ ($0, 1) }) + lasting.map({ ($0, 100_000) }) {
        try await meet(kind, times, at: moment, flow, scheme)
        cases += 1
      }
    }
    print("\(flow.name): \(cases) faults at \(moments) requests: every file old or new, then all new")
  }

  private func meet(
    _ kind: String, _ times: Int, at moment: Int, _ flow: TransferFlow, _ scheme: StorageAddress.Scheme
  ) async throws {
    let (place, what) = ("\(moment)-\(kind)-\(times)", "\(flow.name) request \(moment): \(kind) × \(times)")
    try flow.prepare(bench, place)
    try bench.stub.clear()
    try bench.stub.configure(["script": [going(kind, ".", times: times, skip: moment)]])
    var failure: CloudError?
    do {
      try await send(flow, place, scheme, deadline: times == 1 ? 180 : 0.1)
    } catch let error as CloudError {
      failure = error
    }
    try bench.stub.configure(["script": [] as [Any]])
    let torn = try flow.wrong(bench, place, isWhole: failure == nil)
    #expect(torn.isEmpty, "\(what): \(torn), \(failure.map { "\($0)" } ?? "no failure")")
    // What is left is known, said, and cleared away the next time.
    let isKnown = try await bench.with { $0.hasLeftovers }
    let stray = parts(try bench.stub.state())
    #expect(stray == 0 || isKnown, "\(what): \(stray)")
    if failure != nil || isKnown { try await send(flow, place, scheme) }
    let left = try flow.wrong(bench, place, isWhole: true)
    #expect(left.isEmpty, "\(what), again: \(left)")
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty && parts(state) == 0, "\(what): \(state.violations) \(parts(state))")
  }

  /// Runs the flow once.
  private func send(
    _ flow: TransferFlow, _ place: String, _ scheme: StorageAddress.Scheme, deadline: Double = 180
  ) async throws {
    let address = StorageAddress(scheme, bucket: "kennel", name: place)
    try await bench.with(environment: [:], deadline: deadline, change) { storage in
      try await flow.run(storage, bench, address, place)
    }
  }
}

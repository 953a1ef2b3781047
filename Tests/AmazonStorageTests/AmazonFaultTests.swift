import Foundation
import TestSupport
import Testing
import Transport

@testable import AmazonStorage
@testable import ObjectStorage

/// Every request of every transfer, with every fault: afterwards each file is the one before or the new one, whole, and the
/// same command makes all of them new, with no part left that costs.
@Suite struct AmazonFaultTests {
  enum Flow: String, CaseIterable {
    case small, parts, syncUp, fetch, syncDown

    var isUp: Bool { [.small, .parts, .syncUp].contains(self) }
  }

  private static let once = [
    "500", "503", "429", "403", "400", "409", "200", "reset", "reset-early", "reset-late", "stall", "lost", "garbled",
    "truncated", "cut", "wrong", "other-range",
  ]
  /// These go on to the end of the command.
  private static let lasting = ["503", "403", "reset"]

  private let bench: AmazonBench

  init() throws { bench = try AmazonBench() }

  /// Names and bytes before and after the flow, at its destination.
  private func files(_ flow: Flow) -> (before: [String: [UInt8]], after: [String: [UInt8]]) {
    func bytes(_ count: Int, _ seed: UInt64) -> [UInt8] { AmazonBench.bytes(count, seed: seed) }
    let quantum = AmazonBench.quantum
    switch flow {
    case .small: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(40_000, 2)])
    case .parts: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(5 * quantum + 5, 2)])
    case .fetch: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(9 * quantum + 5, 2)])
    case .syncUp, .syncDown:
      return (
        ["same.bin": bytes(700, 3), "changed.bin": bytes(900, 4), "gone.bin": bytes(50, 5)],
        [
          "same.bin": bytes(700, 3), "changed.bin": bytes(900, 6), "class/new.bin": bytes(3 * quantum, 7),
          "empty.bin": [],
        ]
      )
    }
  }

  private func run(_ flow: Flow, _ place: String, deadline: Double = 180) async throws {
    let address = StorageAddress(.amazon, bucket: "kennel", name: place)
    try await bench.with(deadline: deadline) { storage in
      var options = SyncOptions()
      options.deletes = true
      let sync = FolderSync(storage, options: options)
      switch flow {
      case .small, .parts:
        _ = try await storage.upload(bench.path("source/a.bin"), to: address.appending("a.bin"))
      case .fetch: _ = try await storage.download(address.appending("a.bin"), to: bench.path("\(place)/a.bin"))
      case .syncUp: _ = try await sync.up(bench.path("source"), to: address)
      case .syncDown: _ = try await sync.down(address, to: bench.path(place))
      }
    }
  }

  /// Puts the new files at the source and the old ones at the destination.
  private func prepare(_ flow: Flow, _ place: String) throws {
    let (before, after) = files(flow)
    for (name, bytes) in flow.isUp ? before : after {
      try bench.stub.put(bytes, bucket: "kennel", name: "\(place)/\(name)")
    }
    for (name, bytes) in flow.isUp ? after : before {
      try bench.folder.write(bytes, to: flow.isUp ? "source/\(name)" : "\(place)/\(name)")
    }
  }

  private func bytes(_ flow: Flow, _ place: String, _ name: String) throws -> [UInt8]? {
    try flow.isUp
      ? bench.stub.bytes(bucket: "kennel", name: "\(place)/\(name)")
      : FileManager.default.contents(atPath: bench.path("\(place)/\(name)")).map(Array.init)
  }

  /// What of the destination is neither as before nor as it should be; with `isWhole` only the latter counts.
  private func wrong(_ flow: Flow, _ place: String, isWhole: Bool) throws -> [String] {
    let (before, after) = files(flow)
    return try Set(before.keys).union(after.keys).filter { name in
      let now = try bytes(flow, place, name)
      return now != after[name] && (isWhole || now != before[name])
    }.sorted()
  }

  @Test(arguments: Flow.allCases) func everyFileIsOneOfTwo(_ flow: Flow) async throws {
    try bench.stub.configure(["stall": 0.05])
    try prepare(flow, "good")
    try bench.stub.clear()
    try await run(flow, "good")
    let good = try wrong(flow, "good", isWhole: true)
    #expect(good.isEmpty, "\(good)")
    let moments = try bench.stub.state().requests.count
    #expect(moments > 0)
    var cases = 0
    for moment in 0..<moments {
      for (kind, times) in Self.once.map({ ($0, 1) }) + Self.lasting.map({ ($0, 100_000) }) {
        let (place, what) = ("\(moment)-\(kind)-\(times)", "\(flow) request \(moment): \(kind) × \(times)")
        try prepare(flow, place)
        try bench.stub.clear()
        try bench.stub.configure(["script": [AmazonBench.going(kind, ".", times: times, skip: moment)]])
        var failure: CloudError?
        do {
          try await run(flow, place, deadline: times == 1 ? 180 : 0.1)
        } catch let error as CloudError {
          failure = error
        }
        try bench.stub.configure(["script": [] as [Any]])
        let torn = try wrong(flow, place, isWhole: failure == nil)
        #expect(torn.isEmpty, "\(what): \(torn), \(failure.map { "\($0)" } ?? "no failure")")
        let isKnown = UploadRecords.areLeft(stateFolder: bench.path("state"))
        if failure != nil || isKnown { try await run(flow, place) }
        let left = try wrong(flow, place, isWhole: true)
        #expect(left.isEmpty, "\(what), again: \(left)")
        let state = try bench.stub.state()
        #expect(state.violations.isEmpty && state.kept["loaded"] == 0, "\(what): \(state.violations) \(state.kept)")
        cases += 1
      }
    }
    print("\(flow.rawValue): \(cases) faults at \(moments) requests: every file old or new, then all new")
  }
}

import Foundation
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// Every request of every transfer, with every fault: afterwards each file is the one before or the new one, whole, and the
/// same command makes all of them new, with nothing left over.
@Suite struct StorageFaultTests {
  enum Flow: String, CaseIterable {
    case small, stream, parts, syncUp, fetch, syncDown

    var isUp: Bool { [.small, .stream, .parts, .syncUp].contains(self) }
  }

  /// Each goes wrong once; the second half is what a client must notice in bytes that seem to have come.
  private static let once = [
    "500", "503", "429", "403", "401", "reset", "reset-early", "stall", "lost", "garbled", "truncated", "cut", "wrong",
    "reset-late", "expired", "other-range",
  ]
  /// These go on to the end of the command.
  private static let lasting = ["503", "403", "reset"]

  private let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Names and bytes before and after the flow, at its destination.
  private func files(_ flow: Flow) -> (before: [String: [UInt8]], after: [String: [UInt8]]) {
    func bytes(_ count: Int, _ seed: UInt64) -> [UInt8] { Workbench.bytes(count, seed: seed) }
    let quantum = Workbench.quantum
    switch flow {
    case .small: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(40_000, 2)])
    case .stream: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(3 * quantum + 1, 2)])
    case .parts: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(2 * quantum + 5, 2)])
    case .fetch: return (["a.bin": bytes(3000, 1)], ["a.bin": bytes(9 * quantum + 5, 2)])
    case .syncUp, .syncDown:
      let same = bytes(700, 3)
      return (
        ["same.bin": same, "changed.bin": bytes(900, 4), "gone.bin": bytes(50, 5)],
        ["same.bin": same, "changed.bin": bytes(900, 6), "class/new.bin": bytes(3 * quantum, 7), "empty.bin": []]
      )
    }
  }

  private func run(_ flow: Flow, _ place: String, deadline: Double = 180) async throws {
    let address = StorageAddress(bucket: "kennel", name: place)
    let inParts: (inout TransferOptions) -> Void = { options in
      guard flow == .parts else { return }
      (options.part, options.composedFrom) = (Workbench.quantum, 2 * Workbench.quantum)
    }
    try await bench.with(deadline: deadline, inParts) { storage in
      var options = SyncOptions()
      options.deletes = true
      let sync = FolderSync(storage, options: options)
      switch flow {
      case .small, .stream, .parts:
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
    if flow.isUp {
      for (name, bytes) in after { try bench.folder.write(bytes, to: "source/\(name)") }
    } else {
      for (name, bytes) in before { try bench.folder.write(bytes, to: "\(place)/\(name)") }
    }
  }

  /// Names of the destination, but for what a download keeps of its unfinished files.
  private func names(_ flow: Flow, _ place: String) throws -> [String] {
    if flow.isUp {
      return try bench.stub.state().objects.keys.filter { $0.hasPrefix("kennel/") }.compactMap { key in
        key.hasPrefix("kennel/\(place)/") ? String(key.dropFirst("kennel/\(place)/".count)) : nil
      }
    }
    return try LocalFiles.source(bench.path(place)).files.map(\.name)
  }

  private func bytes(_ flow: Flow, _ place: String, _ name: String) throws -> [UInt8]? {
    try flow.isUp
      ? bench.stub.bytes(bucket: "kennel", name: "\(place)/\(name)")
      : FileManager.default.contents(atPath: bench.path("\(place)/\(name)")).map(Array.init)
  }

  /// What of the destination is neither as before nor as it should be; with `isWhole` only the latter counts.
  private func wrong(_ flow: Flow, _ place: String, isWhole: Bool) throws -> [String] {
    let (before, after) = files(flow)
    var found: [String] = []
    for name in Set(before.keys).union(after.keys) {
      let now = try bytes(flow, place, name)
      // Without --delete, files of the destination alone stay.
      if now != after[name], isWhole || now != before[name] { found.append(name) }
    }
    if isWhole { found += try names(flow, place).filter { after[$0] == nil } }
    return found
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
        try bench.stub.configure(["script": [going(kind, ".", times: times, skip: moment)]])
        var failure: CloudError?
        do {
          try await run(flow, place, deadline: times == 1 ? 180 : 0.1)
        } catch let error as CloudError {
          failure = error
        }
        try bench.stub.configure(["script": [] as [Any]])
        let torn = try wrong(flow, place, isWhole: failure == nil)
        #expect(torn.isEmpty, "\(what): \(torn), \(failure.map { "\($0)" } ?? "no failure")")
        // What is left though all went well is known, said, and cleared away the next time.
        let parts = try bench.stub.state().objects.keys.filter { $0.contains(".dogbreed-parts/") }
        let isKnown = PartFolders.areLeft(stateFolder: bench.path("state"))
        #expect(parts.isEmpty || isKnown, "\(what): \(parts)")
        if failure != nil || isKnown { try await run(flow, place) }
        let left = try wrong(flow, place, isWhole: true)
        #expect(left.isEmpty, "\(what), again: \(left)")
        let violations = try bench.stub.state().violations
        #expect(violations.isEmpty, "\(what): \(violations)")
        cases += 1
      }
    }
    let parts = try bench.stub.state().objects.keys.filter { $0.contains(".dogbreed-parts/") }
    #expect(parts.isEmpty, "\(parts)")
    print("\(flow.rawValue): \(cases) faults at \(moments) requests: every file old or new, then all new")
  }
}

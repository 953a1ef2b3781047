import Foundation
import Support
import TestSupport
import Testing

@testable import ObjectStorage

/// A transfer between a folder and a store, and what is at its destination before and after.
package struct TransferFlow: Sendable, CustomTestStringConvertible {
  /// What is run.
  package enum Kind: Sendable {
    case upload, download, syncUp, syncDown
  }

  package let name: String
  package let kind: Kind
  /// Names and bytes at the destination.
  package let before: [String: [UInt8]]
  package let after: [String: [UInt8]]

  /// The name alone: the bytes would fill a test's output.
  package var testDescription: String { name }

  package init(_ name: String, _ kind: Kind, before: [String: [UInt8]], after: [String: [UInt8]]) {
    (self.name, self.kind) = (name, kind)
    (self.before, self.after) = (before, after)
  }

  /// The flow that replaces one file of 3,000 bytes by one of `count`.
  package static func file<Bench: StorageBench>(_ name: String, _ kind: Kind, _ count: Int, _: Bench.Type) -> Self {
    Self(name, kind, before: ["a.bin": Bench.bytes(3000, seed: 1)], after: ["a.bin": Bench.bytes(count, seed: 2)])
  }

  /// The flow that changes, adds, keeps and deletes files.
  package static func sync<Bench: StorageBench>(_ name: String, _ kind: Kind, _: Bench.Type) -> Self {
    let same = Bench.bytes(700, seed: 3)
    return Self(
      name, kind,
      before: ["same.bin": same, "changed.bin": Bench.bytes(900, seed: 4), "gone.bin": Bench.bytes(50, seed: 5)],
      after: [
        "same.bin": same, "changed.bin": Bench.bytes(900, seed: 6), "empty.bin": [],
        "class/new.bin": Bench.bytes(3 * Bench.quantum, seed: 7),
      ])
  }

  var isUp: Bool { kind == .upload || kind == .syncUp }

  /// Runs it once between a folder of the bench and the objects below an address.
  func run(_ storage: some ObjectStore, _ bench: some StorageBench, _ address: StorageAddress, _ place: String)
    async throws
  {
    var options = SyncOptions()
    options.deletes = true
    let sync = FolderSync(storage, options: options)
    switch kind {
    case .upload: _ = try await storage.upload(bench.path("source/a.bin"), to: address.appending("a.bin"))
    case .download: _ = try await storage.download(address.appending("a.bin"), to: bench.path("\(place)/a.bin"))
    case .syncUp: _ = try await sync.up(bench.path("source"), to: address)
    case .syncDown: _ = try await sync.down(address, to: bench.path(place))
    }
  }

  /// Puts the new files at the source and the old ones at the destination.
  func prepare(_ bench: some StorageBench, _ place: String) throws {
    for (name, bytes) in isUp ? before : after {
      try bench.stub.put(bytes, bucket: "kennel", name: "\(place)/\(name)")
    }
    for (name, bytes) in isUp ? after : before {
      try bench.folder.write(bytes, to: isUp ? "source/\(name)" : "\(place)/\(name)")
    }
  }

  /// What of the destination is neither as before nor as it should be; with `isWhole` only the latter counts, and nothing
  /// else may be there.
  func wrong(_ bench: some StorageBench, _ place: String, isWhole: Bool) throws -> [String] {
    var found = try Set(before.keys).union(after.keys).filter { name in
      let now = try bytes(bench, place, name)
      return now != after[name] && (isWhole || now != before[name])
    }
    if isWhole { found.formUnion(try names(bench, place).filter { after[$0] == nil }) }
    return found.sorted()
  }

  /// Names of the destination, but for what a download keeps of its unfinished files.
  private func names(_ bench: some StorageBench, _ place: String) throws -> [String] {
    guard isUp else { return try LocalFiles.source(bench.path(place)).files.map(\.name) }
    let start = "kennel/\(place)/"
    return try bench.stub.state().objects.keys.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
  }

  private func bytes(_ bench: some StorageBench, _ place: String, _ name: String) throws -> [UInt8]? {
    try isUp
      ? bench.stub.bytes(bucket: "kennel", name: "\(place)/\(name)")
      : FileManager.default.contents(atPath: bench.path("\(place)/\(name)")).map(Array.init)
  }
}

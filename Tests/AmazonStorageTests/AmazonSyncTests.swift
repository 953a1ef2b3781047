import Foundation
import ObjectStorage
import StorageTestSupport
import Support
import TestSupport
import Testing
import Transport

@testable import AmazonStorage

@Suite struct AmazonSyncTests {
  private let bench: AmazonBench
  private let address = StorageAddress(.amazon, bucket: "kennel", name: "all dogs")

  init() throws { bench = try AmazonBench() }

  private static let kinds = [
    "reset", "reset-early", "reset-late", "500", "502", "503", "504", "429", "408", "400", "stall", "lost", "garbled",
    "truncated", "cut", "wrong", "other-range",
  ]

  private static let sizes =
    [0, 1, 4000, 70_000, 524_288, 524_289, 1_600_000, 2_500_000] + Array(repeating: 20_000, count: 40)

  /// Three requests in ten go wrong, in every way there is; every byte arrives anyway, none wrong.
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func foldersThereAndBackThroughAStorm(seed: UInt64) async throws {
    var files: [String: [UInt8]] = [:]
    for (number, size) in Self.sizes.enumerated() {
      let name = "class \(number % 3)/ä+\(number).bin"
      files[name] = try bench.file("here/\(name)", size, seed: seed * 100 + UInt64(number))
    }
    try bench.stub.configure(["rate": 0.3, "kinds": Self.kinds, "seed": Int(seed), "stall": 0.8, "page": 4])
    for isUp in [true, false] {
      // A refusal that is final ends a run: the next one continues.
      for attempt in 1...40 {
        do {
          try await bench.with(environment: StorageStub.impatience) { storage in
            if isUp {
              _ = try await FolderSync(storage).up(bench.path("here"), to: address)
            } else {
              _ = try await FolderSync(storage).down(address, to: bench.path("back"))
            }
          }
          break
        } catch let error as CloudError {
          let isFinal = error.kind == .corrupt || [400, 404, 412].contains(error.status)
          #expect(isFinal && attempt < 40, "\(error)")
        }
      }
    }
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(state.faults.count > 13, "\(state.faults)")
    for (name, bytes) in files {
      #expect(try bench.stub.bytes(bucket: "kennel", name: "all dogs/\(name)") == bytes, "\(name)")
      #expect(FileManager.default.contents(atPath: bench.path("back/\(name)")).map(Array.init) == bytes, "\(name)")
    }
    #expect(state.objects.count == files.count)
  }

  @Test func onlyWhatDiffersTravels() async throws {
    for number in 0..<30 { try bench.file("here/\(number).jpg", 1000 + number, seed: UInt64(number)) }
    try await bench.with { storage in
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).transferred == 30)
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).unchanged == 30)
      // Of the same size, and older than the object.
      try bench.file("here/3.jpg", 1003, seed: 99)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: bench.path("here/3.jpg"))
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).transferred == 1)
      #expect(try await FolderSync(storage).down(address, to: bench.path("back")).transferred == 30)
      #expect(try await FolderSync(storage).down(address, to: bench.path("back")).unchanged == 30)
      try FileManager.default.removeItem(atPath: bench.path("here/7.jpg"))
      var options = SyncOptions()
      options.deletes = true
      #expect(try await FolderSync(storage, options: options).up(bench.path("here"), to: address).deleted == 1)
    }
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty && state.objects.count == 29, "\(state.violations)")
  }

  /// Objects that others sent in parts, or with a key of their own, have a tag other than the MD5 of all bytes.
  @Test func tagsThatAreNoChecksums() async throws {
    try bench.file("here/parts.bin", 1_700_000)
    try await bench.with { storage in
      _ = try await FolderSync(storage).up(bench.path("here"), to: address)
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).unchanged == 1)
      try bench.stub.configure(["kms": true])
      try bench.file("here/sealed.bin", 5000)
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).transferred == 1)
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).unchanged == 2)
      #expect(try await FolderSync(storage).down(address, to: bench.path("back")).transferred == 2)
      try bench.stub.clear()
      #expect(try await FolderSync(storage).up(bench.path("here"), to: address).unchanged == 2)
      #expect(try await FolderSync(storage).down(address, to: bench.path("back")).unchanged == 2)
    }
    // What was found out once is known: nothing but the two listings is asked for.
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty && state.requests.count == 2, "\(state.requests.map(\.line))")
  }

  /// Names that would leave the folder, or can't be a file's: nothing is written.
  @Test(arguments: ["../x", "a/../../x", "..", "a/..", "/x", "a//b", "."]) func namesThatLeaveTheFolder(_ name: String)
    async throws
  {
    try bench.stub.put([1], bucket: "kennel", name: "dogs/\(name)")
    try bench.stub.put([1], bucket: "kennel", name: "dogs/good")
    let dogs = StorageAddress(.amazon, bucket: "kennel", name: "dogs")
    let error = await #expect(throws: CloudError.self) {
      try await bench.with { try await FolderSync($0).down(dogs, to: bench.path("in/back")) }
    }
    #expect(error?.kind == .usage && error?.description.contains("s3://kennel/dogs/\(name)") == true)
    #expect(!FileManager.default.fileExists(atPath: bench.path("in")))
  }

  /// Characters that other clients sign in another way than they send them.
  @Test(arguments: [
    "ab@cd", "a:b", "a b", "a+b", "(x)'!*", "~a=b&c", "é", "e\u{301}", "日本/🐕.jpg", "a%2Fb", "a%20b", "$,;[]{}|^`\"<>",
  ])
  func namesThatOthersSignWrongly(_ name: String) async throws {
    let address = StorageAddress(.amazon, bucket: "kennel", name: name)
    try bench.file("file", 100)
    try await bench.with { storage in
      _ = try await storage.upload(bench.path("file"), to: address)
      #expect(try await storage.object(at: address)?.size == 100)
      #expect(try await storage.list(below: StorageAddress(.amazon, bucket: "kennel", name: "")).map(\.name) == [name])
      _ = try await storage.download(address, to: bench.path("back"))
    }
    #expect(try bench.stub.state().violations.isEmpty)
  }

  @Test func aListingInPartsIsTheWhole() async throws {
    let names =
      (0..<40).map { "dogs/\($0 % 7)/\($0).jpg" } + ["dogs/ä.jpg", "dogs/ß/x", "dogs/😀", "dogs/a+b %41&<c>", "cats/1"]
    for name in names { try bench.stub.put([1], bucket: "kennel", name: name) }
    try bench.stub.configure(["page": 3])
    let dogs = StorageAddress(.amazon, bucket: "kennel", name: "dogs")
    try await bench.with { storage in
      let whole = try await storage.list(below: dogs).map(\.name)
      #expect(Set(whole) == Set(names.dropLast()) && whole.count == 44)
      let cuts = [["dogs/3"], ["dogs/0/0.jpg", "dogs/2/9.jpg", "dogs/zebra"], ["a", "z"], Array(whole[1...])]
      for starts in cuts { #expect(try await storage.list(below: dogs, starts: starts).map(\.name) == whole) }
    }
  }
}

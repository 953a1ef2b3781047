import Foundation
import StorageTestSupport
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// Three requests in ten go wrong, in every way there is; every byte arrives anyway, none twice, none wrong.
@Suite struct FaultStormTests {
  private static let kinds = [
    "reset", "reset-early", "reset-late", "500", "502", "503", "504", "429", "408", "stall", "lost", "garbled",
    "truncated", "cut", "wrong", "expired", "other-range", "401",
  ]

  private static let sizes =
    [0, 1, 4000, 70_000, 262_144, 262_145, 700_000, 1_600_000, 2_500_000] + Array(repeating: 20_000, count: 40)

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func foldersThereAndBack(seed: UInt64) async throws {
    let bench = try Workbench()
    var files: [String: [UInt8]] = [:]
    for (number, size) in Self.sizes.enumerated() {
      files["class \(number % 3)/\(number).bin"] = try bench.file(
        "here/class \(number % 3)/\(number).bin", size, seed: seed * 100 + UInt64(number))
    }
    try bench.folder.write(
      Array(
        #"{"type":"authorized_user","client_id":"me","client_secret":"s","refresh_token":"r"}"#.utf8), to: "key.json")
    try bench.stub.configure([
      "rate": 0.3, "kinds": Self.kinds, "seed": Int(seed), "auth": true, "stall": 0.8, "page": 4,
    ])
    let environment = StorageStub.impatience.merging(["GOOGLE_APPLICATION_CREDENTIALS": bench.path("key.json")]) { $1 }
    let address = StorageAddress(bucket: "kennel", name: "all dogs")
    for isUp in [true, false] {
      // A refusal that is final, such as two 401 one after the other, ends a run: the next one continues.
      for attempt in 1...40 {
        do {
          try await bench.with(environment: environment) { storage in
            let sync = FolderSync(storage)
            if isUp {
              _ = try await sync.up(bench.path("here"), to: address)
            } else {
              _ = try await sync.down(address, to: bench.path("back"))
            }
          }
          break
        } catch let error as CloudError {
          let isFinal = error.status == 401 || error.kind == .corrupt || error.status == 412 || error.status == 404
          #expect(isFinal && attempt < 40, "\(error)")
        }
      }
    }
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(state.faults.count > 14, "\(state.faults)")
    for (name, bytes) in files {
      #expect(try bench.stub.bytes(bucket: "kennel", name: "all dogs/\(name)") == bytes, "\(name)")
      #expect(FileManager.default.contents(atPath: bench.path("back/\(name)")).map(Array.init) == bytes, "\(name)")
    }
    #expect(state.objects.keys.filter { $0.hasPrefix("kennel/all dogs/") }.count == files.count)
    #expect(try LocalFiles.source(bench.path("back")).files.count == files.count)
  }
}

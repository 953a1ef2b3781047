import Foundation
import TestSupport
import Testing

/// Every seed and every input that once knocked a parser over, through the parser again.
@Suite struct Replay {
  @Test(arguments: FuzzTarget.allCases)
  func theCorpusIsAnsweredOrRefused(target: FuzzTarget) throws {
    let folder = try #require(Bundle.module.url(forResource: "Corpus", withExtension: nil))
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: target.rawValue), includingPropertiesForKeys: nil)
    var accepted = 0
    for file in files where target.accepts(Array(try Data(contentsOf: file))) { accepted += 1 }
    // A target that takes none of its seeds tests nothing.
    #expect(accepted > 0, "of \(files.count)")
  }

  /// What other programs wrote has the sums that are put into changed files.
  @Test func sumsAreThoseOfOtherPrograms() throws {
    let folder = try #require(Bundle.module.url(forResource: "Corpus", withExtension: nil))
    for name in ["pax", "gnu"] {
      var bytes = Array(try Data(contentsOf: folder.appending(path: "tar/seed-\(name)")))
      #expect(MendedSums.tar(bytes) == bytes)
      bytes[0] ^= 1
      #expect(MendedSums.tar(bytes) != bytes && FuzzTarget.tar.accepts(bytes))
    }
    for name in ["plain", "palette", "alpha"] {
      let bytes = Array(try Data(contentsOf: folder.appending(path: "image/seed-\(name).png")))
      var changed = bytes
      changed[changed.count - 1] ^= 1
      #expect(MendedSums.png(bytes) == bytes && MendedSums.png(changed) == bytes)
    }
  }

  /// Seeds with some bytes changed, as a fuzzer begins.
  @Test(arguments: FuzzTarget.allCases)
  func damagedSeedsAreAnsweredOrRefused(target: FuzzTarget) throws {
    let folder = try #require(Bundle.module.url(forResource: "Corpus", withExtension: nil))
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: target.rawValue), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
    var generator = SeededGenerator(seed: 19)
    var tried = 0
    for file in files {
      let seed = Array(try Data(contentsOf: file))
      for _ in 0..<8 where !seed.isEmpty {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
        }
        _ = target.accepts(bytes)
        tried += 1
      }
    }
    #expect(tried >= 8)
  }
}

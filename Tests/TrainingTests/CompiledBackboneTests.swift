import Artifact
import Foundation
import Runtime
import TestSupport
import Testing

@testable import Training

@Suite struct CompiledBackboneTests {
  @Test func aDamagedNetInTheCacheIsWrittenAgainAndSaidOnce() async throws {
    let folder = try TemporaryFolder()
    let net = try FrozenNet(randomly: ["efficientnet-lite0"], seed: 3, inputSize: 64)
    let runtime = RuntimeOptions(precision: .f32, threads: 1)
    let first = try await CompiledBackbone(net, runtime: runtime, cache: folder.url)
    #expect(first.notes.isEmpty)
    let place = try #require(
      try FileManager.default.contentsOfDirectory(at: folder.url, includingPropertiesForKeys: nil).first)
    let file = place.appending(path: ModelFolder.weightsFile)
    let whole = try Data(contentsOf: file)
    var damaged = whole
    damaged[whole.count - 2] ^= 0x41
    try damaged.write(to: file)
    let second = try await CompiledBackbone(net, runtime: runtime, cache: folder.url)
    #expect(second.notes.count == 1 && second.pipeline == first.pipeline)
    let isWhole = try Data(contentsOf: file) == whole
    #expect(isWhole)
    let third = try await CompiledBackbone(net, runtime: runtime, cache: folder.url)
    #expect(third.notes.isEmpty)
  }
}

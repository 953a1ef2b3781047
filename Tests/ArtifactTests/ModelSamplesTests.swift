import Foundation
import Support
import TestSupport
import Testing

@testable import Artifact

/// The images to try in a model folder.
@Suite struct ModelSamplesTests {
  @Test func theyAreSealedReplacedAndTakenAway() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "model")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs/model.json")
    try FileManager.default.copyItem(at: shipped, to: url.appending(path: "model.json"))
    func read() throws -> ModelDescription { try ModelFolder.readDescription(in: url) }
    func there() -> Set<String> {
      Set((try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: "samples").path)) ?? [])
    }
    let before = try read()
    #expect(ModelSamples.names(before).isEmpty && there().isEmpty)

    let images: [[UInt8]] = [[1, 2], [3], [4], [5]]
    try ModelSamples.replace(with: images, in: url)
    let names = ModelSamples.names(try read())
    #expect(names.count == ModelSamples.most && Set(names.map { String($0.dropFirst(8)) }) == there())
    #expect(try names.map { try read().files[$0] } == images.prefix(3).map { ContentHash.of($0) })
    #expect(names.allSatisfy(ModelFiles.contains))
    #expect(try read().seal != before.seal && read().files.count == before.files.count + 3)

    try ModelSamples.replace(with: [[3]], in: url)
    #expect(try ModelSamples.names(read()).count == 1 && there().count == 1)
    try ModelSamples.replace(with: [], in: url)
    #expect(there().isEmpty)
    // All else is as it was: the description says so byte by byte.
    #expect(try read() == before)
  }
}

import Foundation
import TestSupport
import Testing

/// What is kept of images' features, through the program.
@Suite struct CacheTests {
  private let program: Program
  private let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet()
  }

  private var features: URL { program.cache.url.appending(path: "dogbreed/features") }

  private func train(_ name: String, _ more: String...) throws -> Program.Outcome {
    try program.start(
      [
        "train", "--data", data.path, "--model-dir", data.folder.url.appending(path: name).path, "--backbone",
        "efficientnet-lite0", "--random-weights", "--input-size", "64", "--looks", "1", "--precision", "f32", "--name",
        "shapes", "--json",
      ] + more
    ).1()
  }

  private func weights(_ name: String) throws -> Data {
    try Data(contentsOf: data.folder.url.appending(path: "\(name)/weights.safetensors"))
  }

  @Test func whatIsKeptIsSaidAndRemoved() throws {
    let empty = try program.run("cache", "info")
    #expect(empty.status == 0 && empty.output.contains("holds no cached features"), "\(empty.errors)")
    let first = try train("a")
    try #require(first.status == 0, "\(first.errors)")
    try Data("somebody's own".utf8).write(to: features.appending(path: "mine.features"))
    let found = try program.run("cache", "info", "--json").object()
    let cache = try #require((found["caches"] as? [[String: Any]])?.first)
    #expect((found["caches"] as? [Any])?.count == 1 && found["bytes"] as? Int == cache["bytes"] as? Int)
    #expect(cache["net"] as? String == "efficientnet-lite0 f32" && cache["width"] as? Int == 1280)
    let rows = try #require(cache["rows"] as? Int)
    #expect(rows >= 42 && cache["bytes"] as? Int == 32 + rows * (40 + 1280 * 4))

    let asked = try program.run("cache", "clean", "--dry-run")
    #expect(asked.status == 0 && asked.output.contains("1 would be removed"), "\(asked.errors)")
    let kept = try program.run("cache", "clean", "--keep", "1GB")
    #expect(kept.status == 0 && kept.output.contains("Nothing is to be removed"), "\(kept.output)")
    let young = try program.run("cache", "clean", "--unused-for", "1d")
    #expect(young.output.contains("Nothing is to be removed"), "\(young.output)")
    #expect(try train("b").object()["computed"] as? Int == 0)
    let cleaned = try program.run("cache", "clean", "--json").object()
    #expect((cleaned["caches"] as? [Any])?.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: features.path) == ["mine.features"])
  }

  @Test func aLimitChangesNothingButWhatIsKept() throws {
    let whole = try train("a")
    try #require(whole.status == 0, "\(whole.errors)")
    let cleaned = try program.run("cache", "clean")
    try #require(cleaned.status == 0, "\(cleaned.errors)")
    let limited = try train("b", "--cache-limit", "100kB")
    #expect(limited.status == 0 && limited.errors.contains("has reached --cache-limit"), "\(limited.errors)")
    #expect(try weights("a") == weights("b"))
    let bytes = try #require(try program.run("cache", "info", "--json").object()["bytes"] as? Int)
    #expect((50_000...100_000).contains(bytes))
    let refused = try train("c", "--cache-limit", "much")
    #expect(refused.status == 2 && refused.errors.contains("--cache-limit"), "\(refused.errors)")
  }
}

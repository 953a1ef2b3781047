import Foundation
import TestSupport
import Testing

/// Where the time goes, as the program says it.
@Suite struct BenchTests {
  private let program: Program
  private let data: GeneratedDataSet
  private var model: String { data.folder.url.appending(path: "model").path }

  init() throws {
    (program, data) = (try Program(), try GeneratedDataSet())
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--looks", "1")
    try #require(trained.status == 0, "\(trained.errors)")
  }

  @Test(.enabled(if: ReferencePython.available)) func partsWholeAndPeersAreTimed() throws {
    let python = try #require(ReferencePython.interpreter)
    let bench = try program.run(
      "bench", "--model", model, "--images", data.path, "--count", "12", "--seconds", "0.1", "--peers", python, "--json"
    )
    try #require(bench.status == 0, "\(bench.errors)")
    let found = try bench.object()
    let parts = try #require(found["parts"] as? [[String: Any]])
    #expect(parts.compactMap { $0["part"] as? String } == ["decode", "resize", "net", "head"])
    for part in parts {
      for key in ["milliseconds", "rate", "limit", "perImage"] {
        let value = part[key] as? Double ?? 0
        #expect(value > 0 && value.isFinite, "\(part)")
      }
    }
    // The server answered, and no faster than a busy machine's parts allow.
    for key in ["httpRate", "endToEndRate", "engineRate", "limit", "httpShare", "endToEndShare"] {
      #expect((found[key] as? Double ?? 0) > 0, "\(key)")
    }
    #expect(found["passes"] as? [Double] == [1] && found["pictures"] as? Int == 12)
    let peers = try #require(found["peers"] as? [[String: Any]])
    func peer(_ part: String, _ name: String) -> [String: Any]? {
      peers.first { $0["part"] as? String == part && ($0["name"] as? String)?.hasPrefix(name) == true }
    }
    for part in ["decode", "resize"] {
      #expect(
        (peer(part, "Pillow")?["rate"] as? Double ?? 0) > 0 && (peer(part, "Pillow")?["times"] as? Double ?? 0) > 0)
    }
    // Tests need no torch and no Flask.
    #expect(peer("net", "timm")?["missing"] as? String != nil)
    #expect(peer("http", "Flask")?["missing"] as? String != nil)
  }

  @Test func whatCannotBeTimedIsSaid() throws {
    let nobody = try program.run("bench", "--model", model, "--peers", data.path)
    #expect(nobody.status == 2 && nobody.errors.contains("is not a program that can be run"), "\(nobody.errors)")
    let other = try program.run(
      "bench", "--model", model, "--images", data.path, "--count", "10", "--seconds", "0.01", "--peers", "/bin/true")
    #expect(other.status == 1 && other.errors.contains("/bin/true said nothing"), "\(other.errors)")
  }
}

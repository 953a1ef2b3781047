import Foundation
import Synchronization
import Testing

@testable import Commands

/// What `bench` makes of what it measures.
@Suite struct BenchTests {
  /// A rate is of whole rounds: images differ, and each counts alike.
  @Test(arguments: [(1, 1), (7, 3), (5, 9)]) func everyItemIsTakenEquallyOften(count: Int, width: Int) async throws {
    let taken = Mutex([Int](repeating: 0, count: count))
    let running = Mutex((now: 0, most: 0))
    let rate = try await Rate.measure(Array(0..<count), width: width, seconds: 0.05) { item in
      running.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
      try await Task.sleep(for: .milliseconds(1))
      taken.withLock { $0[item] += 1 }
      running.withLock { $0.now -= 1 }
    }
    // The first round warms up and takes as many as run at once.
    let counted = taken.withLock { taken in taken.indices.map { taken[$0] - ($0 < width ? 1 : 0) } }
    #expect(Set(counted).count == 1 && counted[0] > 0, "\(counted)")
    #expect(running.withLock { $0.most } <= width)
    #expect(rate > 0 && rate <= 1000 * Double(width))
  }

  @Test func nothingHasNoRate() async throws {
    #expect(try await Rate.measure([Int](), width: 2, seconds: 1) { _ in } == 0)
  }

  @Test func whatIsThrownEndsTheMeasurement() async throws {
    struct Refused: Error {}
    await #expect(throws: Refused.self) {
      _ = try await Rate.measure(Array(0..<4), width: 2, seconds: 60) { if $0 == 3 { throw Refused() } }
    }
  }

  static func times(_ peers: [PeerFigure] = []) -> PredictionTimes {
    PredictionTimes(
      images: 10, source: "of photos", typical: [500, 375], precision: "bf16", looks: 2, effort: "auto", requests: 4,
      cores: 2,
      parts: [
        PartTimes(part: .decode, milliseconds: 1, rate: 1900, limit: 2000, perImage: 1),
        PartTimes(part: .resize, milliseconds: 0.5, rate: 4000, limit: 4000, perImage: 1.5),
        PartTimes(part: .net, milliseconds: 10, rate: 180, limit: 200, perImage: 1.25),
        PartTimes(part: .head, milliseconds: 0.1, rate: 20_000, limit: 20_000, perImage: 1),
      ], engineRate: 200, endToEndRate: 130, httpRate: 120, passes: [1.5, 1], stages: [6, 4], peers: peers)
  }

  /// The parts' times add up: 1/1900 + 1.5/4000 + 1.25/200 + 1/20000 seconds.
  @Test func theLimitIsOfAllPartsTogether() {
    let seconds = 1.0 / 1900 + 1.5 / 4000 + 1.25 / 200 + 1.0 / 20_000
    #expect(abs(Self.times().limit - 1 / seconds) < 1e-9)
    #expect(Self.times().parts[2].share == 0.9)
  }

  @Test func theJSONHoldsAllOfIt() throws {
    let peer = PeerFigure(part: "http", name: "Flask", rate: 20)
    let data = try JSONEncoder().encode(Self.times([peer]))
    let found = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    for (key, rate) in [("httpShare", 120.0), ("endToEndShare", 130)] {
      #expect(abs((found[key] as? Double ?? 0) - rate / Self.times().limit) < 1e-9)
    }
    #expect((found["parts"] as? [[String: Any]])?.map { $0["part"] as? String } == ["decode", "resize", "net", "head"])
    #expect(found["stages"] as? [Int] == [6, 4] && found["pictures"] as? Int == 10)
    #expect(((found["peers"] as? [[String: Any]])?.first?["times"] as? Double) == 6)
  }

  /// What is compared is the same: one core's images, all cores' looks, requests.
  @Test(arguments: [("decode", 1000.0), ("resize", 2000), ("net", 180), ("http", 120)])
  func peersAreComparedWithTheSame(part: String, own: Double) throws {
    let times = Self.times()
    let found = try #require(times.own(PeerFigure(part: part, name: "x", rate: own / 4)))
    #expect(abs(found - own) < 1e-9)
    #expect(PeerFigure(part: part, name: "x", rate: own / 4).compared(found).times == 4)
    #expect(PeerFigure(part: part, name: "x", missing: "no module").compared(found).times == nil)
  }

  @Test func theTableSaysWhatIsMissing() {
    let table = Self.times([
      PeerFigure(part: "decode", name: "Pillow 13.0.0", rate: 250),
      PeerFigure(part: "net", name: "timm and PyTorch", missing: "No module named 'timm'"),
    ]).table
    #expect(table.contains("250.0 per second on one core: 4.0 times, Pillow 13.0.0"))
    #expect(table.contains("not found: timm and PyTorch (No module named 'timm')"))
    #expect(table.contains("answered by stage 1 of 2: 60.0 %, all: 40.0 %"))
    #expect(!table.contains("Drawn images"))
  }
}

import Support
import Telemetry
import TestSupport
import Testing

@Suite struct SamplerTests {
  private static func parent(_ flags: UInt8, low: UInt64 = 1) -> TraceParent {
    TraceParent(trace: TraceID(high: 1, low: low), span: 1, flags: flags)
  }

  @Test func parentsDecideWhereTheyAreHeeded() {
    for share in [0.0, 0.5, 1] {
      let sampler = Sampler(share: share)
      #expect(sampler.samples(Self.parent(1, low: .max).trace, parent: Self.parent(1, low: .max)))
      #expect(!sampler.samples(Self.parent(0).trace, parent: Self.parent(0)))
    }
    #expect(Sampler(followsParent: false, share: 1).samples(Self.parent(0).trace, parent: Self.parent(0)))
    #expect(!Sampler(followsParent: false, share: 0).samples(Self.parent(1).trace, parent: Self.parent(1)))
  }

  /// The last 63 bits decide, below the share of what they can be.
  @Test func theShareIsOfTheId() {
    let half = Sampler(share: 0.5)
    #expect(half.samples(TraceID(high: .max, low: (1 << 63) - 1), parent: nil))
    #expect(!half.samples(TraceID(high: 0, low: 1 << 63), parent: nil))
    #expect(!Sampler(share: 0).samples(TraceID(high: 0, low: 1), parent: nil))
    #expect(Sampler(share: 1).samples(TraceID(high: 0, low: .max), parent: nil))
    var generator = SeededGenerator(seed: 1)
    let quarter = Sampler(share: 0.25)
    let count = (0..<10_000).count { _ in
      quarter.samples(TraceID(high: 0, low: .random(in: 1 ... .max, using: &generator)), parent: nil)
    }
    #expect((2350...2650).contains(count))
  }
}

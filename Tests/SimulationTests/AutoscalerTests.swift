import Simulation
import Testing

/// The rules of Kubernetes' horizontal autoscaler.
@Suite struct AutoscalerTests {
  private func samples(_ images: Double..., processors: Double = 0) -> [Autoscaler.Sample] {
    images.map { Autoscaler.Sample(processors: processors, images: $0) }
  }

  @Test func theTargetIsOfEachMachine() {
    var scaler = Autoscaler(.images(target: 4), least: 1, most: 100)
    #expect(scaler.desired(at: 0, samples(8, 8), of: 2) == 4)
    // Within a tenth of the target nothing changes.
    #expect(scaler.desired(at: 15, samples(4.3, 4.3, 4.3, 4.3), of: 4) == 4)
    var other = Autoscaler(.processors(target: 0.7), least: 1, most: 100)
    #expect(other.desired(at: 0, samples(0, 0, processors: 1), of: 2) == 3)
  }

  /// Those that start count as idle, so that no further ones are asked for while they come.
  @Test func whatStartsCounts() {
    var scaler = Autoscaler(.images(target: 4), least: 1, most: 100)
    #expect(scaler.desired(at: 0, samples(8, 8), of: 4) == 4)
  }

  @Test func growthIsBounded() {
    var scaler = Autoscaler(.images(target: 4), least: 1, most: 30)
    #expect(scaler.desired(at: 0, samples(1000), of: 1) == 5)
    #expect(scaler.desired(at: 15, samples(1000), of: 10) == 20)
    #expect(scaler.desired(at: 30, samples(1000), of: 29) == 30)
  }

  /// Fewer only when nothing of the last five minutes asked for more.
  @Test func shrinkingWaits() {
    var scaler = Autoscaler(.images(target: 4), least: 2, most: 30)
    #expect(scaler.desired(at: 0, samples(10, 10, 10, 10), of: 4) == 8)
    #expect(scaler.desired(at: 15, samples(0, 0, 0, 0), of: 10) == 10)
    #expect(scaler.desired(at: 290, samples(0, 0, 0, 0), of: 10) == 10)
    #expect(scaler.desired(at: 301, samples(0, 0, 0, 0), of: 10) == 2)
  }
}

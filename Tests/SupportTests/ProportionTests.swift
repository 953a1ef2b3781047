import Foundation
import Support
import Testing

@Suite struct ProportionTests {
  /// scipy 1.17's `binomtest(k, n).proportion_ci(method="wilson")`.
  @Test(arguments: [
    (10, 100, 0.05522913706067508, 0.17436566150491345), (0, 50, 0.0, 0.07134759913335872),
    (50, 50, 0.9286524008666412, 1.0), (1, 3, 0.06149194472039626, 0.7923403991979523),
    (8, 8580, 0.00047254385759014025, 0.0018389455747205167),
  ])
  func agreesWithSciPy(count: Int, total: Int, low: Double, high: Double) {
    let found = Proportion(count, of: total)
    #expect(abs(found.low - low) < 1e-12 && abs(found.high - high) < 1e-12)
    #expect(found.share == Double(count) / Double(total))
  }

  @Test func ofNoneNothingIsKnown() {
    let none = Proportion(0, of: 0)
    #expect(none.share == 0 && none.low == 0 && none.high == 1)
  }
}

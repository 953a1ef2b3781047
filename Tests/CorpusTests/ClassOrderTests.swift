import Corpus
import TestSupport
import Testing

@Suite struct ClassOrderTests {
  /// The same names in another order, the same on every run.
  private func mixed(_ names: [String]) -> [String] {
    var generator = SeededGenerator(seed: 1)
    return names.shuffled(using: &generator)
  }

  @Test func numbersStandByValue() {
    let folders = (0...234).map(String.init)
    #expect(mixed(folders) != folders && mixed(folders).sorted(by: ClassOrder.precedes) == folders)
  }

  @Test func lettersStandByScalar() {
    let sorted = ["", "9", "10", "10a", "Pug", "Zwinger", "a", "a1b2", "a1b10", "a2", "b", "boxer", "Éa", "é"]
    #expect(mixed(sorted) != sorted && mixed(sorted).sorted(by: ClassOrder.precedes) == sorted)
  }

  @Test func leadingZerosDecideLast() {
    let sorted = ["007", "07", "7", "007b", "08", "8"]
    #expect(mixed(sorted) != sorted && mixed(sorted).sorted(by: ClassOrder.precedes) == sorted)
  }

  @Test func numbersLargerThanAnyInteger() {
    let small = String(repeating: "9", count: 50)
    let large = "1" + String(repeating: "0", count: 50)
    #expect(ClassOrder.precedes(small, large) && !ClassOrder.precedes(large, small))
  }

  /// Exactly one of a < b, b < a, a = b, and a < b < c gives a < c, for names made to collide.
  @Test func isATotalOrder() {
    var generator = SeededGenerator(seed: 11)
    let names = (0..<40).map { _ in
      String((0..<Int.random(in: 0...4, using: &generator)).map { _ in "0019aB-é".randomElement(using: &generator)! })
    }
    for a in names {
      for b in names {
        #expect([ClassOrder.precedes(a, b), ClassOrder.precedes(b, a), a == b].count { $0 } == 1, "\(a) \(b)")
        guard ClassOrder.precedes(a, b) else { continue }
        let behind = names.filter { ClassOrder.precedes(b, $0) }
        #expect(behind.allSatisfy { ClassOrder.precedes(a, $0) }, "\(a) \(b)")
      }
    }
  }
}

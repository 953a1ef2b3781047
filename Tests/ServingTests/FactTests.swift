import Foundation
import Serving
import TestSupport
import Testing

@Suite struct FactTests {
  @Test func everyBreedIsThere() throws {
    let book = try ClassFacts.embedded()
    #expect(book.ids.count == 120)
    #expect(Set(book.ids.map { $0.prefix { $0 != "-" } }).count == 120)
  }

  @Test(.enabled(if: RealImages.available)) func theyAreTheDataSetsOwn() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: RealImages.file("stanford-dogs-crops/Images").path)
    #expect(Set(folders.filter { $0.hasPrefix("n0") }) == Set(try ClassFacts.embedded().ids))
  }

  @Test func rangesAreSane() throws {
    let book = try ClassFacts.embedded()
    let groups: Set = [
      "Toy", "Hound", "Terrier", "Gundog", "Working", "Herding", "Companion", "Utility", "Wild dog",
    ]
    for id in book.ids {
      let facts = try #require(book[id])
      #expect(groups.contains(facts.group), "\(id)")
      for (range, limits) in [(facts.height, 12.0...95), (facts.weight, 1...90), (facts.life, 5...20)] {
        #expect(range.count == 2 && range[0] < range[1], "\(id)")
        #expect(range.allSatisfy { limits.contains($0) }, "\(id)")
      }
      // A dog of twice the height weighs more than another: no breed is all fur or all lead.
      #expect(facts.weight[1] / facts.height[1] > 0.1 && facts.weight[1] / facts.height[1] < 1.2, "\(id)")
      #expect(!facts.origin.isEmpty && !facts.coat.isEmpty)
      #expect(facts.temperament.hasSuffix(".") && facts.temperament.count <= 90, "\(id)")
      #expect(!facts.coat.hasSuffix("."), "\(id)")
    }
    #expect(Set(book.ids.compactMap { book[$0]?.temperament }).count == 120)
  }
}

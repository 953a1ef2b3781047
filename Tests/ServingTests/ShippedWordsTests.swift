import Foundation
import Taxonomy
import TestSupport
import Testing

/// The words of the model in the repository.
@Suite struct ShippedWordsTests {
  private struct Description: Decodable {
    let classes: [ClassName]
    let words: ModelWords
  }

  private let classes: [ClassName]
  private let words: ModelWords

  init() throws {
    let file = RealImages.checkout.appending(path: "Models/stanford-dogs/model.json")
    let description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: file))
    classes = description.classes
    words = description.words
  }

  @Test func theyFitTheModelAndSayWhatItIs() throws {
    try words.check(for: classes)
    #expect(words.question == "Which breed is this dog?")
    #expect(words.elsewhere == "a mixed breed, another breed, or no dog")
    #expect(words.phrase("Afghan hound") == "an Afghan hound" && words.phrase("pug") == "a pug")
    #expect(Set(words.classes.keys) == Set(classes.map(\.id)))
    #expect(classes.count == 120)
  }

  /// What people call them finds one class at least, or the closest ones.
  @Test(arguments: [
    ("corgi", ["Pembroke Welsh corgi", "Cardigan Welsh corgi"]), ("alsatian", ["German shepherd"]),
    ("yorkie", ["Yorkshire terrier"]), ("staffy", ["Staffordshire bull terrier"]),
    ("westie", ["West Highland white terrier"]),
    ("husky", ["Siberian husky", "Eskimo dog"]), ("xolo", ["Xoloitzcuintli"]), ("Pekinese", ["Pekingese"]),
  ]) func namesThatPeopleUseAreKnown(_ name: String, _ labels: [String]) {
    let sought = name.lowercased()
    let found = words.named(classes).filter { one in
      ([one.label] + (words.classes[one.id]?.aliases ?? [])).contains { $0.lowercased().contains(sought) }
    }
    #expect(Set(found.map(\.label)) == Set(labels))
  }

  @Test(arguments: [
    ("de", "Deutscher Schäferhund"), ("fr", "Berger allemand"), ("es", "Pastor alemán"),
  ]) func classesHaveNamesInThePagesLanguages(_ code: String, shepherd: String) {
    #expect(words.classes.values.count { $0.names[code] != nil } >= 90)
    #expect(words.classes["n02106662-German_shepherd"]?.names[code] == shepherd)
    let codes = Set(words.classes.values.flatMap(\.names.keys))
    #expect(codes == ["de", "fr", "es"])
  }

  @Test func whatItDoesNotKnowLeadsToWhatItDoes() throws {
    let dachshund = try #require(words.others.first { $0.name == "Dachshund" })
    #expect(!dachshund.closest.isEmpty)
    let labels = Set(words.named(classes).map { $0.label.lowercased() })
    for other in words.others {
      #expect(!other.closest.isEmpty && !labels.contains(other.name.lowercased()), "\(other.name)")
    }
  }

  @Test func rangesAreSane() throws {
    let groups: Set = [
      "Toy", "Hound", "Terrier", "Gundog", "Working", "Herding", "Companion", "Utility", "Wild dog",
    ]
    for (id, known) in words.classes {
      #expect(groups.contains(known.group ?? ""), "\(id)")
      let facts = Dictionary(known.facts.map { ($0.name, $0.value) }) { first, _ in first }
      #expect(known.facts.map(\.name) == ["Origin", "Height", "Weight", "Life span", "Coat"])
      func range(_ name: String, _ unit: String) throws -> [Double] {
        let text = try #require(facts[name])
        #expect(text.hasSuffix(" " + unit), "\(id)")
        return text.dropLast(unit.count + 1).split(separator: "–").compactMap { Double($0) }
      }
      let (height, weight, life) = (
        try range("Height", "cm"), try range("Weight", "kg"), try range("Life span", "years")
      )
      for (range, limits) in [(height, 12.0...95), (weight, 1...90), (life, 5...20)] {
        try #require(range.count == 2, "\(id)")
        #expect(range[0] < range[1] && range.allSatisfy { limits.contains($0) }, "\(id)")
      }
      // A dog of twice the height weighs more than another: none is all fur or all lead.
      #expect(weight[1] / height[1] > 0.1 && weight[1] / height[1] < 1.2, "\(id)")
      #expect(facts["Coat"]?.hasSuffix(".") == false && facts["Origin"]?.isEmpty == false)
      #expect(known.about?.hasSuffix(".") == true && known.about.map { $0.count <= 90 } == true, "\(id)")
    }
    #expect(Set(words.classes.values.compactMap(\.about)).count == 120)
  }
}

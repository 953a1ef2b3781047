import Corpus
import Taxonomy
import Testing

@Suite struct ValidationSplitTests {
  private func set(_ counts: [Int], root: String = "/a", prefix: String = "p") -> DataSet {
    let classes = counts.indices.map { ClassName(id: "c\($0)", label: "c\($0)") }
    let samples = counts.enumerated().flatMap { index, count in
      (0..<count).map {
        Sample(root: root, folder: "c\(index)", baseName: "\(prefix)\($0).jpg", classIndex: index, split: .train)
      }
    }
    return DataSet(classes: classes, samples: samples)
  }

  private func chosen(_ set: DataSet) -> Set<String> { Set(set.samples(in: .validation).map(\.path)) }

  @Test func takesAboutTheFractionOfEachClass() {
    let split = set([1000, 1000, 1000]).withValidation(fraction: 0.2, seed: 1)
    for count in split.counts(in: .validation) { #expect(abs(count - 200) < 50) }
    #expect(split.samples.count == 3000 && split.notes.isEmpty)
  }

  @Test func addingImagesMovesNoOther() {
    let small = set([40, 40]).withValidation(fraction: 0.25, seed: 3)
    let large = set([400, 40, 7]).withValidation(fraction: 0.25, seed: 3)
    #expect(chosen(small).isSubset(of: chosen(large)))
    let kept = Set(small.samples(in: .train).map(\.path))
    #expect(kept.isSubset(of: Set(large.samples(in: .train).map(\.path))))
  }

  @Test func numberedCopiesStayOnOneSide() {
    let classes = [ClassName(id: "a", label: "a"), ClassName(id: "b", label: "b")]
    func sample(_ name: String) -> Sample {
      Sample(root: "/a", folder: "a", baseName: name, classIndex: 0, split: .train)
    }
    let samples = (0..<100).flatMap { number in ["", "~2", "~31"].map { sample("\(number)\($0).jpg") } }
    let split = DataSet(classes: classes, samples: samples).withValidation(fraction: 0.3, seed: 5)
    for start in stride(from: 0, to: 300, by: 3) {
      #expect(Set(split.samples[start..<start + 3].map(\.split)).count == 1)
    }
    #expect(!split.samples(in: .validation).isEmpty)
  }

  @Test func groupsStayOnOneSideAndMoveNoOther() {
    let all = set([200, 200])
    let groups = (0..<40).map { [$0, $0 + 100, $0 + 250] }
    let plain = all.withValidation(fraction: 0.3, seed: 2)
    let split = all.withValidation(fraction: 0.3, seed: 2, keepingTogether: groups)
    for group in groups { #expect(Set(group.map { split.samples[$0].split }).count == 1) }
    let grouped = Set(groups.joined())
    for place in all.samples.indices where !grouped.contains(place) {
      #expect(split.samples[place].split == plain.samples[place].split)
    }
    #expect(all.withValidation(fraction: 0.3, seed: 2, keepingTogether: []) == plain)
  }

  @Test func theSeedDecides() {
    let all = set([200, 200])
    #expect(all.withValidation(fraction: 0.3, seed: 1) == all.withValidation(fraction: 0.3, seed: 1))
    #expect(all.withValidation(fraction: 0.3, seed: 1) != all.withValidation(fraction: 0.3, seed: 2))
  }

  @Test func copiesUnderOneNameStayTogether() {
    let merged = DataSet.merge([set([300], root: "/crops"), set([200], root: "/frames")])
    let split = merged.withValidation(fraction: 0.3, seed: 5)
    let names = { (root: String, part: Split) in
      Set(split.samples(in: part).filter { $0.root == root }.map(\.baseName))
    }
    #expect(names("/frames", .validation).isSubset(of: names("/crops", .validation)))
    #expect(names("/frames", .train).isSubset(of: names("/crops", .train)))
  }

  @Test(arguments: [0.0, 0.5, 0.999, 1, 2, -1]) func noClassIsLeftWithoutTrainingImages(_ fraction: Double) {
    let split = set([1, 2, 3, 50]).withValidation(fraction: fraction, seed: 9)
    #expect(split.counts(in: .train).allSatisfy { $0 > 0 })
    #expect(split.notes == ["Classes with a single training image have none for validation: c0."])
    if fraction >= 1 { #expect(split.counts(in: .train) == [1, 1, 1, 1]) }
    if fraction <= 0 { #expect(split.counts(in: .validation) == [0, 0, 0, 0]) }
  }

  @Test func testImagesStayAndAnOwnValidationPartIsKept() {
    var own = set([10])
    own.samples[0].split = .test
    #expect(own.withValidation(fraction: 1, seed: 1).samples[0].split == .test)
    own.samples[1].split = .validation
    let kept = own.withValidation(fraction: 0.5, seed: 1)
    #expect(kept.samples == own.samples && kept.notes.count == 1)
  }

  @Test func theHashIsTheSameEverywhere() {
    var hash = StableHash(seed: 7)
    hash.add("n02085620-Chihuahua")
    // From an independent implementation in Python.
    #expect(hash.value == 0x491e_169a_5aae_a6ee)
  }
}

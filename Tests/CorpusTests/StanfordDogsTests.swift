import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

/// The data set as it is told in its own words, by its own lists and by the known split.
@Suite(.enabled(if: RealImages.available)) struct StanfordDogsTests {
  @Test func cropsFollowTheKnownSplit() throws {
    let set = try DataSet.find(at: [RealImages.file("stanford-dogs-crops")])
    #expect(set.classes.count == 120)
    #expect(set.counts(in: .train) == [Int](repeating: 100, count: 120))
    #expect(set.counts(in: .test) == [Int](repeating: 20, count: 120))
    #expect(set.problems.isEmpty)
    #expect(set.classes.first == ClassName(id: "n02085620-Chihuahua", label: "Chihuahua"))
    #expect(set.classes.map(\.id) == set.classes.map(\.id).sorted())
  }

  @Test func theFolderOfImagesIsTheSameSet() throws {
    let above = try DataSet.find(at: [RealImages.file("full-frame")])
    let itself = try DataSet.find(at: [RealImages.file("full-frame/Images")])
    #expect(above.samples == itself.samples)
    #expect(above.samples(in: .train).count == 1200)
    #expect(above.samples(in: .test).count == 1200)
  }

  @Test func theListsAndTheKnownSplitAgree() throws {
    let original = try DataSet.find(at: [RealImages.file("stanford-dogs-original")])
    #expect(original.notes.contains { $0.contains("train_list.mat") })
    #expect(original.samples(in: .test).count + original.samples(in: .train).count == original.samples.count)
    for sample in original.samples { #expect(OfficialSplit.known(sample.stem) == sample.split, "\(sample.name)") }
  }

  @Test func theListsHoldTheOfficialNames() throws {
    let lists = RealImages.file("stanford-dogs-original/lists")
    let test = try MATFile(path: lists.appending(path: "test_list.mat").path)
    let names = try test.strings(named: "file_list")
    #expect(names.count == 8580)
    #expect(names.first == "n02085620-Chihuahua/n02085620_2650.jpg")
    #expect(names.last == "n02116738-African_hunting_dog/n02116738_6330.jpg")
    let labels = try test.numbers(named: "labels")
    #expect(labels.count == 8580 && labels.first == 1 && labels.last == 120)
    #expect(try test.strings(named: "annotation_list").count == 8580)
    let train = try MATFile(path: lists.appending(path: "train_list.mat").path).strings(named: "file_list")
    #expect(train.count == 12000 && Set(train).isDisjoint(with: names))
  }

  @Test func cropsAndFullFramesOfOneImageStayTogether() throws {
    let merged = try DataSet.find(at: ["stanford-dogs-crops", "full-frame"].map(RealImages.file))
    #expect(merged.classes.count == 120 && merged.samples.count == 16_800)
    #expect(!merged.notes.contains { $0.contains("possibly the same one") })
    let split = merged.withValidation(fraction: 0.15, seed: 7)
    var sides: [String: Set<Split>] = [:]
    for sample in split.samples { sides[String(sample.stem), default: []].insert(sample.split) }
    #expect(sides.values.allSatisfy { $0.count == 1 })
    let share = Double(split.samples(in: .validation).count) / 13_200
    #expect(abs(share - 0.15) < 0.02)
    #expect(split.counts(in: .validation).allSatisfy { $0 > 0 })
    #expect(split.samples(in: .test) == merged.samples(in: .test))
  }
}

import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

/// The data set as its publishers split it.
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

  /// SciPy reads the publishers' own lists.
  @Test(.enabled(if: ReferencePython.available)) func theKnownSplitIsThatOfTheLists() throws {
    let told = try ReferencePython.run(
      """
      import scipy.io, sys
      for part in ("train", "test"):
          for row in scipy.io.loadmat(f"{sys.argv[1]}/{part}_list.mat")["file_list"]:
              print(part, row[0][0])
      """, [RealImages.file("stanford-dogs-original/lists").path])
    var counts: [Split: Int] = [:]
    for line in told.split(separator: "\n") {
      let words = line.split(separator: " ")
      let part: Split = words[0] == "test" ? .test : .train
      counts[part, default: 0] += 1
      let stem = words[1].split(separator: "/")[1].dropLast(".jpg".count)
      #expect(OfficialSplit.known(stem) == part, "\(line)")
    }
    #expect(counts == [.train: 12_000, .test: 8580])
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

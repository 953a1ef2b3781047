import Archives
import Corpus
import Foundation
import Imaging
import Support
import Taxonomy
import TestSupport
import Testing

@testable import Shards

@Suite struct PreparationTests {
  private let pictures: Pictures

  init() throws { pictures = try Pictures() }

  @Test func theManifestTellsWhatIsThere() async throws {
    let prepared = try await pictures.prepare()
    let set = try ShardSet(reading: pictures.shards())
    let manifest = set.manifest
    #expect(manifest == prepared.manifest)
    #expect(manifest.classes.map(\.id) == ["Café", "blue disc", "n02085620-Chihuahua"].sorted(by: ClassOrder.precedes))
    #expect(manifest.classes.last?.label == "Chihuahua")
    #expect(manifest.counts == ["train": 27, "test": 9])
    #expect(manifest.classCounts == ["train": [9, 9, 9], "test": [3, 3, 3]])
    #expect(manifest.pixels.pictures == 27)
    #expect(manifest.shards.count > 3)
    #expect(manifest.shards.filter { $0.split == .train }.map(\.file).first == "train-000000.tar")
    #expect(manifest.problems.isEmpty && prepared.problems.isEmpty && prepared.kept == 0)
    let names = Set(try pictures.files().keys)
    #expect(names == Set(manifest.shards.flatMap { [$0.file, $0.index] } + ["manifest.json"]))
    #expect(try await set.verify(threads: 2).isEmpty)
  }

  @Test func eachPictureHasItsJSONBesideIt() async throws {
    try await pictures.prepare(Pictures.options(shardBytes: 1 << 30))
    let bytes = [UInt8](try Data(contentsOf: pictures.shards().appending(path: "train-000000.tar")))
    var reader = TarReader(MemorySource(bytes))
    var count = 0
    while let entry = try reader.next() {
      let picture = try reader.contents(limit: 1 << 20)
      let image = try Picture.decode(picture)
      #expect(image.width == 48 && image.height == 48 && image.kind == .jpeg)
      let note = try #require(try reader.next())
      #expect(note.path == entry.path.dropLast(3) + "json")
      let told = try JSONDecoder().decode(SampleNote.self, from: Data(reader.contents(limit: 1 << 16)))
      let original = pictures.data.appending(path: told.source)
      let found = try Picture.decode([UInt8](Data(contentsOf: original)))
      #expect(told.width == found.width && told.height == found.height)
      #expect(told.source.hasPrefix("train/\(told.class)/"))
      #expect(told.sha256 == (try ContentHash.of(file: original)))
      count += 1
    }
    #expect(count == 27)
  }

  @Test func theNumberOfThreadsChangesNoByte() async throws {
    for threads in [1, 2, 7] {
      try await pictures.prepare(Pictures.options(threads: threads), to: "by-\(threads)")
    }
    let first = try pictures.files("by-1")
    #expect(first.count > 8)
    #expect(try pictures.files("by-2") == first)
    #expect(try pictures.files("by-7") == first)
  }

  @Test func theOrderIsShuffledByTheSeed() async throws {
    func order(_ seed: UInt64) async throws -> [Int] {
      var options = Pictures.options()
      options.seed = seed
      try await pictures.prepare(options, to: "seed-\(seed)")
      var stream = try ShardSet(reading: pictures.shards("seed-\(seed)")).stream(.train)
      var classes: [Int] = []
      while let sample = try stream.next() { classes.append(sample.classIndex) }
      return classes
    }
    let (first, second) = (try await order(1), try await order(2))
    #expect(first.sorted() == second.sorted())
    #expect(first != second)
    #expect(first != first.sorted())
  }

  @Test func runAgainNothingChanges() async throws {
    try await pictures.prepare()
    let before = try pictures.files()
    let inode =
      try FileManager.default.attributesOfItem(
        atPath: pictures.shards().appending(path: "manifest.json").path)[.systemFileNumber] as? Int
    let again = try await pictures.prepare(Pictures.options(threads: 1))
    #expect(again.kept == again.manifest.shards.count)
    #expect(try pictures.files() == before)
    let after =
      try FileManager.default.attributesOfItem(
        atPath: pictures.shards().appending(path: "manifest.json").path)[.systemFileNumber] as? Int
    #expect(inode == after)
  }

  @Test func whatWasDamagedIsMadeAgainAndTheRestKept() async throws {
    let prepared = try await pictures.prepare()
    let before = try pictures.files()
    let (changed, cut, gone) = (prepared.manifest.shards[0], prepared.manifest.shards[1], prepared.manifest.shards[2])
    try pictures.shards().appending(path: changed.file).flip(at: 700)
    let handle = try FileHandle(forWritingTo: pictures.shards().appending(path: cut.file))
    try handle.truncate(atOffset: 1000)
    try FileManager.default.removeItem(at: pictures.shards().appending(path: gone.index))
    let problems = try await ShardSet(reading: pictures.shards()).verify()
    #expect(problems.map { URL(filePath: $0.file).lastPathComponent } == [changed.file, cut.file, gone.file])
    for problem in problems { #expect(problem.reason.contains(pictures.shards().path)) }
    let again = try await pictures.prepare()
    #expect(again.kept == prepared.manifest.shards.count - 3)
    #expect(try pictures.files() == before)
  }

  @Test func aChangedPictureIsPreparedAnew() async throws {
    try await pictures.prepare()
    let image = try #require(RGBImage(width: 9, height: 9, pixels: [UInt8](repeating: 200, count: 243)))
    try pictures.folder.write(image.jpeg(), to: "data/train/blue disc/0.jpg")
    try FileManager.default.removeItem(at: pictures.data.appending(path: "test/blue disc/3.jpg"))
    let again = try await pictures.prepare()
    try await pictures.prepare(to: "fresh")
    #expect(again.kept < again.manifest.shards.count)
    #expect(again.manifest.counts == ["train": 27, "test": 8])
    #expect(try pictures.files() == pictures.files("fresh"))
  }

  @Test func otherOptionsAndOtherThingsAreLeftAlone() async throws {
    try await pictures.prepare()
    let before = try pictures.files()
    await #expect(throws: ShardError.self) { try await pictures.prepare(Pictures.options(size: 32)) }
    await #expect(throws: ShardError.self) { try await pictures.prepare(Pictures.options(format: .webp)) }
    #expect(try pictures.files() == before)
    try pictures.folder.write([1], to: "mine/letter.txt")
    await #expect(throws: ShardError.occupied(folder: pictures.shards("mine").path)) {
      try await pictures.prepare(to: "mine")
    }
    #expect(try pictures.files("mine").count == 1)
  }

  @Test func badPicturesBecomeProblems() async throws {
    try pictures.folder.write(Array("no picture".utf8), to: "data/train/blue disc/text.jpg")
    try pictures.folder.write([], to: "data/train/blue disc/empty.jpg")
    let prepared = try await pictures.prepare()
    #expect(prepared.manifest.counts["train"] == 27)
    #expect(
      Set(prepared.problems.map(\.file)) == [
        pictures.data.appending(path: "train/blue disc/text.jpg").path,
        pictures.data.appending(path: "train/blue disc/empty.jpg").path,
      ])
    #expect(Set(prepared.manifest.problems.map(\.file)) == ["train/blue disc/text.jpg", "train/blue disc/empty.jpg"])
    #expect(try await pictures.prepare().problems == prepared.problems)

    var strict = Pictures.options()
    strict.isStrict = true
    await #expect(throws: ShardError.self) { try await pictures.prepare(strict, to: "strict") }
    #expect(throws: CorpusError.unfinishedShards(path: pictures.shards("strict").path)) {
      try DataSet.find(at: [pictures.shards("strict")])
    }
    try FileManager.default.removeItem(at: pictures.data.appending(path: "train/blue disc/text.jpg"))
    try FileManager.default.removeItem(at: pictures.data.appending(path: "train/blue disc/empty.jpg"))
    let mended = try await pictures.prepare(strict, to: "strict")
    #expect(mended.problems.isEmpty)
    try await pictures.prepare(to: "fresh")
    #expect(try pictures.files("strict") == pictures.files("fresh"))
  }

  @Test func nothingButBadPicturesIsAnError() async throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try folder.write(Array("no".utf8), to: "data/\(name)/1.jpg") }
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    await #expect(throws: ShardError.self) {
      try await Preparation(options: Pictures.options()).run(set, to: folder.url.appending(path: "shards"))
    }
  }

  @Test func picturesOfOneNameAreToldApart() async throws {
    let folder = try TemporaryFolder()
    let image = try #require(RGBImage(width: 20, height: 20, pixels: TestPictures.gradient(width: 20, height: 20)))
    for name in ["1.jpg", "1.png", "deeper/1.jpg", "1.2.jpg", "__x.jpg"] {
      try folder.write(name.hasSuffix("png") ? image.png() : image.jpeg(), to: "data/a.b/\(name)")
    }
    try folder.write(image.jpeg(), to: "data/\(String(repeating: "ü", count: 120))/1.jpg")
    let shards = folder.url.appending(path: "shards")
    let prepared = try await Preparation(options: Pictures.options()).run(
      DataSet.find(at: [folder.url.appending(path: "data")]), to: shards)
    #expect(prepared.manifest.counts == ["train": 6])
    var stream = try ShardSet(reading: shards).stream(.train)
    var keys: [String] = []
    while let sample = try stream.next() { keys.append(sample.key) }
    #expect(Set(keys).isSuperset(of: ["a%2Eb/1", "a%2Eb/1~2", "a%2Eb/1~3", "a%2Eb/1%2E2", "a%2Eb/%5F_x"]))
    let found = try DataSet.find(at: [shards])
    #expect(Set(found.samples.map(\.stem)).isSuperset(of: ["1", "1~2", "1~3", "1.2", "__x"]))
  }

  @Test(arguments: ResizeMode.allCases, ShardFormat.allCases)
  func picturesAreAsTheNetSeesThem(_ resize: ResizeMode, _ format: ShardFormat) async throws {
    try await pictures.prepare(Pictures.options(resize: resize, format: format))
    let originals = try DataSet.find(at: [pictures.data])
    let prepared = try DataSet.find(at: [pictures.shards()])
    let preprocessing = Preprocessing(size: 48, resize: resize, mean: [0, 0, 0], deviation: [1, 1, 1])
    for sample in prepared.samples {
      let original = try #require(
        originals.samples.first { $0.stem == sample.stem && $0.classIndex == sample.classIndex })
      let expected = try Picture.decode(original.bytes(limits: Limits())).planes(preprocessing)
      let picture = try Picture.decode(sample.bytes(limits: Limits()))
      #expect(picture.kind == (format == .jpeg ? .jpeg : .webp))
      let found = try picture.planes(Preprocessing(size: 48, mean: [0, 0, 0], deviation: [1, 1, 1]))
      let difference = zip(expected, found).reduce(0) { $0 + Double(abs($1.0 - $1.1)) } / Double(found.count)
      #expect(difference < 0.03, "\(sample.path)")
    }
  }
}

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
  private let images: Images

  init() throws { images = try Images() }

  @Test func theManifestTellsWhatIsThere() async throws {
    let prepared = try await images.prepare()
    let set = try ShardSet(reading: images.shards())
    let manifest = set.manifest
    #expect(manifest == prepared.manifest)
    #expect(manifest.classes.map(\.id) == ["Café", "blue disc", "n02085620-Chihuahua"].sorted(by: ClassOrder.precedes))
    #expect(manifest.classes.last?.label == "Chihuahua")
    #expect(manifest.counts == ["train": 27, "test": 9])
    #expect(manifest.classCounts == ["train": [9, 9, 9], "test": [3, 3, 3]])
    #expect(manifest.pixels.images == 27)
    #expect(manifest.shards.count > 3)
    #expect(manifest.shards.filter { $0.split == .train }.map(\.file).first == "train-000000.tar")
    #expect(manifest.problems.isEmpty && prepared.problems.isEmpty && prepared.kept == 0)
    let names = Set(try images.files().keys)
    #expect(names == Set(manifest.shards.flatMap { [$0.file, $0.index] } + ["manifest.json"]))
    #expect(try await set.verify(threads: 2).isEmpty)
  }

  @Test func eachImageHasItsJSONBesideIt() async throws {
    try await images.prepare(Images.options(shardBytes: 1 << 30))
    let bytes = [UInt8](try Data(contentsOf: images.shards().appending(path: "train-000000.tar")))
    var reader = TarReader(MemorySource(bytes))
    var count = 0
    while let entry = try reader.next() {
      let image = try reader.contents(limit: 1 << 20)
      let rendered = try DecodedImage.decode(image)
      #expect(rendered.width == 48 && rendered.height == 48 && rendered.kind == .jpeg)
      let note = try #require(try reader.next())
      #expect(note.path == entry.path.dropLast(3) + "json")
      let told = try JSONDecoder().decode(SampleNote.self, from: Data(reader.contents(limit: 1 << 16)))
      let original = images.data.appending(path: told.source)
      let found = try DecodedImage.decode([UInt8](Data(contentsOf: original)))
      #expect(told.width == found.width && told.height == found.height)
      #expect(told.source.hasPrefix("train/\(told.class)/"))
      #expect(told.sha256 == (try ContentHash.of(file: original)))
      count += 1
    }
    #expect(count == 27)
  }

  @Test func theNumberOfThreadsChangesNoByte() async throws {
    for threads in [1, 2, 7] {
      try await images.prepare(Images.options(threads: threads), to: "by-\(threads)")
    }
    let first = try images.files("by-1")
    #expect(first.count > 8)
    #expect(try images.files("by-2") == first)
    #expect(try images.files("by-7") == first)
  }

  @Test func theOrderIsShuffledByTheSeed() async throws {
    func order(_ seed: UInt64) async throws -> [Int] {
      var options = Images.options()
      options.seed = seed
      try await images.prepare(options, to: "seed-\(seed)")
      var stream = try ShardSet(reading: images.shards("seed-\(seed)")).stream(.train)
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
    try await images.prepare()
    let before = try images.files()
    let inode =
      try FileManager.default.attributesOfItem(
        atPath: images.shards().appending(path: "manifest.json").path)[.systemFileNumber] as? Int
    let again = try await images.prepare(Images.options(threads: 1))
    #expect(again.kept == again.manifest.shards.count)
    #expect(try images.files() == before)
    let after =
      try FileManager.default.attributesOfItem(
        atPath: images.shards().appending(path: "manifest.json").path)[.systemFileNumber] as? Int
    #expect(inode == after)
  }

  @Test func whatWasDamagedIsMadeAgainAndTheRestKept() async throws {
    let prepared = try await images.prepare()
    let before = try images.files()
    let (changed, cut, gone) = (prepared.manifest.shards[0], prepared.manifest.shards[1], prepared.manifest.shards[2])
    try images.shards().appending(path: changed.file).flip(at: 700)
    let handle = try FileHandle(forWritingTo: images.shards().appending(path: cut.file))
    try handle.truncate(atOffset: 1000)
    try FileManager.default.removeItem(at: images.shards().appending(path: gone.index))
    let problems = try await ShardSet(reading: images.shards()).verify()
    #expect(problems.map { URL(filePath: $0.file).lastPathComponent } == [changed.file, cut.file, gone.file])
    for problem in problems { #expect(problem.reason.contains(images.shards().path)) }
    let again = try await images.prepare()
    #expect(again.kept == prepared.manifest.shards.count - 3)
    #expect(try images.files() == before)
  }

  @Test func aChangedImageIsPreparedAnew() async throws {
    try await images.prepare()
    let image = try #require(RGBImage(width: 9, height: 9, pixels: [UInt8](repeating: 200, count: 243)))
    try images.folder.write(image.jpeg(), to: "data/train/blue disc/0.jpg")
    try FileManager.default.removeItem(at: images.data.appending(path: "test/blue disc/3.jpg"))
    let again = try await images.prepare()
    try await images.prepare(to: "fresh")
    #expect(again.kept < again.manifest.shards.count)
    #expect(again.manifest.counts == ["train": 27, "test": 8])
    #expect(try images.files() == images.files("fresh"))
  }

  /// Wherever a new image falls in the order, also after the last image so far.
  @Test func addedImagesGiveTheBytesOfAFreshPreparation() async throws {
    let image = try #require(RGBImage(width: 60, height: 60, pixels: TestImages.gradient(width: 60, height: 60)))
    let last = try #require(try await images.prepare().manifest.shards.last { $0.split == .train })
    #expect(last.bytes < Images.options().shardBytes)
    for number in 0..<6 {
      try images.folder.write(image.jpeg(), to: "data/train/blue disc/added-\(number).jpg")
      let again = try await images.prepare()
      try await images.prepare(to: "fresh-\(number)")
      #expect(try images.files() == images.files("fresh-\(number)"))
      #expect(again.manifest.counts["train"] == 28 + number)
    }
    #expect(try await images.prepare().kept > 3)
  }

  @Test func otherOptionsAndOtherThingsAreLeftAlone() async throws {
    try await images.prepare()
    let before = try images.files()
    await #expect(throws: ShardError.self) { try await images.prepare(Images.options(size: 32)) }
    await #expect(throws: ShardError.self) { try await images.prepare(Images.options(format: .webp)) }
    #expect(try images.files() == before)
    try images.folder.write([1], to: "mine/letter.txt")
    await #expect(throws: ShardError.occupied(folder: images.shards("mine").path)) {
      try await images.prepare(to: "mine")
    }
    #expect(try images.files("mine").count == 1)
  }

  @Test func badImagesBecomeProblems() async throws {
    try images.folder.write(Array("no image".utf8), to: "data/train/blue disc/text.jpg")
    try images.folder.write([], to: "data/train/blue disc/empty.jpg")
    let prepared = try await images.prepare()
    #expect(prepared.manifest.counts["train"] == 27)
    #expect(
      Set(prepared.problems.map(\.file)) == [
        images.data.appending(path: "train/blue disc/text.jpg").path,
        images.data.appending(path: "train/blue disc/empty.jpg").path,
      ])
    #expect(Set(prepared.manifest.problems.map(\.file)) == ["train/blue disc/text.jpg", "train/blue disc/empty.jpg"])
    #expect(try await images.prepare().problems == prepared.problems)

    var strict = Images.options()
    strict.isStrict = true
    await #expect(throws: ShardError.self) { try await images.prepare(strict, to: "strict") }
    #expect(throws: CorpusError.unfinishedShards(path: images.shards("strict").path)) {
      try DataSet.find(at: [images.shards("strict")])
    }
    try FileManager.default.removeItem(at: images.data.appending(path: "train/blue disc/text.jpg"))
    try FileManager.default.removeItem(at: images.data.appending(path: "train/blue disc/empty.jpg"))
    let mended = try await images.prepare(strict, to: "strict")
    #expect(mended.problems.isEmpty)
    try await images.prepare(to: "fresh")
    #expect(try images.files("strict") == images.files("fresh"))
  }

  @Test func nothingButBadImagesIsAnError() async throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try folder.write(Array("no".utf8), to: "data/\(name)/1.jpg") }
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    await #expect(throws: ShardError.self) {
      try await Preparation(options: Images.options()).run(set, to: folder.url.appending(path: "shards"))
    }
  }

  @Test func imagesOfOneNameAreToldApart() async throws {
    let folder = try TemporaryFolder()
    let image = try #require(RGBImage(width: 20, height: 20, pixels: TestImages.gradient(width: 20, height: 20)))
    for name in ["1.jpg", "1.png", "deeper/1.jpg", "1.2.jpg", "__x.jpg"] {
      try folder.write(name.hasSuffix("png") ? image.png() : image.jpeg(), to: "data/a.b/\(name)")
    }
    try folder.write(image.jpeg(), to: "data/\(String(repeating: "ü", count: 120))/1.jpg")
    let shards = folder.url.appending(path: "shards")
    let prepared = try await Preparation(options: Images.options()).run(
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
  func imagesAreAsTheNetSeesThem(_ resize: ResizeMode, _ format: ShardFormat) async throws {
    try await images.prepare(Images.options(resize: resize, format: format))
    let originals = try DataSet.find(at: [images.data])
    let prepared = try DataSet.find(at: [images.shards()])
    let preprocessing = Preprocessing(size: 48, resize: resize, mean: [0, 0, 0], std: [1, 1, 1])
    for sample in prepared.samples {
      let original = try #require(
        originals.samples.first { $0.stem == sample.stem && $0.classIndex == sample.classIndex })
      let expected = try DecodedImage.decode(original.bytes(limits: Limits())).planes(preprocessing)
      let image = try DecodedImage.decode(sample.bytes(limits: Limits()))
      #expect(image.kind == (format == .jpeg ? .jpeg : .webp))
      let found = try image.planes(Preprocessing(size: 48, mean: [0, 0, 0], std: [1, 1, 1]))
      let difference = zip(expected, found).reduce(0) { $0 + Double(abs($1.0 - $1.1)) } / Double(found.count)
      #expect(difference < 0.03, "\(sample.path)")
    }
  }
}

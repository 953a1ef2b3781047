import Corpus
import Foundation
import Imaging
import Shards
import Support
import TestSupport
import Testing

@Suite struct ReadingTests {
  private let images: Images

  init() async throws {
    images = try Images()
    try await images.prepare()
  }

  @Test func shardsAreADataSet() throws {
    let files = try DataSet.find(at: [images.data])
    let shards = try DataSet.find(at: [images.shards()])
    #expect(shards.classes == files.classes)
    for split in Split.allCases { #expect(shards.counts(in: split) == files.counts(in: split)) }
    #expect(shards.notes.count == 1)
    // The same images go to the validation split, whether they are in files or in shards.
    func validation(_ set: DataSet) -> Set<String> {
      let chosen = set.withValidation(fraction: 0.3, seed: 7).samples(in: .validation)
      return Set(chosen.map { "\($0.classIndex)/\($0.stem)" })
    }
    #expect(!validation(files).isEmpty)
    #expect(validation(shards) == validation(files))
  }

  @Test func everySampleReadsAtRandom() throws {
    let set = try ShardSet(reading: images.shards())
    var streamed: [String: [UInt8]] = [:]
    for split in Split.allCases {
      var stream = set.stream(split)
      while let sample = try stream.next() { streamed["\(sample.classIndex) \(sample.key)"] = sample.bytes }
    }
    let samples = try set.dataSet().samples
    #expect(streamed.count == samples.count)
    var generator = SeededGenerator(seed: 4)
    for sample in samples.shuffled(using: &generator) {
      let key = ShardKey.make(class: sample.folder, stem: sample.stem)
      #expect(try sample.bytes(limits: Limits()) == streamed["\(sample.classIndex) \(key)"])
      #expect(throws: ImagingError.self) { try sample.bytes(limits: Limits(bytes: 10)) }
    }
  }

  @Test func theIndexTellsTheHashOfEachImage() throws {
    let samples = try DataSet.find(at: [images.shards()]).samples
    for sample in samples { #expect(try sample.span?.digest == SHA256.hash(data: sample.bytes(limits: Limits()))) }
    #expect(Set(samples.map { $0.span?.digest }).count == samples.count)
  }

  /// Indices of earlier versions end with the checksum; preparing again writes new ones, and the same shards.
  @Test func anIndexWithoutHashesIsReadAndWrittenAnew() async throws {
    let folder = images.shards()
    let index = folder.appending(path: "train-000000.tsv")
    let (new, shard) = (try Data(contentsOf: index), try Data(contentsOf: folder.appending(path: "train-000000.tar")))
    let old = String(decoding: new, as: UTF8.self).split(separator: "\n").map { line in
      line.split(separator: "\t").dropLast().joined(separator: "\t") + "\n"
    }.joined()
    try Data(old.utf8).write(to: index)
    let manifest = folder.appending(path: "manifest.json")
    let text = try String(contentsOf: manifest, encoding: .utf8).replacingOccurrences(
      of: SHA256.hash(data: new).hexadecimal, with: SHA256.hash(data: Data(old.utf8)).hexadecimal)
    try Data(text.utf8).write(to: manifest)
    let set = try DataSet.find(at: [folder])
    #expect(set.samples.count == 36)
    let training = set.samples.filter { $0.root.hasSuffix("train-000000.tar") }
    #expect(!training.isEmpty)
    for sample in training {
      #expect(sample.span?.digest == nil)
      #expect(try !sample.bytes(limits: Limits()).isEmpty)
    }
    let record = try #require(try ShardManifest(in: folder.path).shards.first { $0.file == "train-000000.tar" })
    #expect(!ShardIndex.tellsDigests(of: record, in: folder.path))
    try await images.prepare()
    #expect(try Data(contentsOf: index) == new)
    #expect(try Data(contentsOf: folder.appending(path: "train-000000.tar")) == shard)
    #expect(ShardIndex.tellsDigests(of: record, in: folder.path))
  }

  @Test func aChangedImageIsTold() throws {
    let samples = try DataSet.find(at: [images.shards()]).samples
    let span = try #require(samples[0].span)
    try URL(filePath: samples[0].root).flip(at: Int(span.offset) + Int(span.length) / 2)
    #expect {
      try samples[0].bytes(limits: Limits())
    } throws: { error in
      "\(error)".contains(samples[0].path) && error is ImageFileError
    }
    for sample in samples.dropFirst() { #expect(try !sample.bytes(limits: Limits()).isEmpty) }
    var stream = try ShardSet(reading: images.shards()).stream(samples[0].split)
    #expect(throws: CorpusError.self) { while try stream.next() != nil {} }
  }

  @Test func aShardCutShortIsToldBeforeAnythingIsRead() throws {
    let set = try ShardSet(reading: images.shards())
    let samples = try set.dataSet().samples
    let shard = URL(filePath: try #require(samples.last).root)
    let size = try Data(contentsOf: shard).count
    try FileHandle(forWritingTo: shard).truncate(atOffset: UInt64(size - 1100))
    #expect(
      throws: CorpusError.damagedShards(
        file: shard.path, reason: "it has \(size - 1100) bytes instead of \(size)")
    ) { try DataSet.find(at: [images.shards()]) }
    // Whoever had found it before is told by the image, where its bytes are gone.
    try FileHandle(forWritingTo: shard).truncate(atOffset: UInt64(size / 2))
    var lost = 0
    for sample in samples where sample.root == shard.path {
      do { _ = try sample.bytes(limits: Limits()) } catch {
        #expect("\(error)".contains(shard.path))
        lost += 1
      }
    }
    #expect(lost > 0)
  }

  @Test func aChangedIndexOrManifestIsTold() throws {
    let folder = images.shards()
    for file in ["train-000000.tsv", "manifest.json"] {
      let whole = try Data(contentsOf: folder.appending(path: file))
      if file.hasSuffix("tsv") {
        try folder.appending(path: file).flip(at: whole.count - 20)
      } else {
        try Data(whole.dropLast(whole.count / 3)).write(to: folder.appending(path: file))
      }
      #expect {
        try DataSet.find(at: [folder])
      } throws: { error in
        "\(error)".contains(folder.appending(path: file).path)
      }
      try whole.write(to: folder.appending(path: file))
    }
    #expect(try DataSet.find(at: [folder]).samples.count == 36)
  }

  @Test func anotherToolsManifestIsNoneOfOurs() throws {
    try images.folder.write(Array("{\"name\": \"mine\"}".utf8), to: "data/manifest.json")
    #expect(try DataSet.find(at: [images.data]).classes.count == 3)
  }

  @Test func damagedManifestsAndIndicesEndInADataSetOrAnError() throws {
    let folder = images.shards()
    let manifest = [UInt8](try Data(contentsOf: folder.appending(path: "manifest.json")))
    let index = [UInt8](try Data(contentsOf: folder.appending(path: "train-000000.tsv")))
    var generator = SeededGenerator(seed: 3)
    func mutated(_ bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] = Array("0123456789\t\n-{}[]\"./".utf8).randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: place)
        default: bytes.insert(UInt8(ascii: "9"), at: place)
        }
      }
      return bytes
    }
    var refused = (manifests: 0, indices: 0)
    for _ in 0..<800 {
      do {
        let read = try ShardManifest(json: mutated(manifest), file: "m")
        #expect(!read.shards.isEmpty)
        for record in read.shards { #expect(!record.file.contains("/")) }
      } catch {
        #expect(error.description.contains("m"))
        refused.manifests += 1
      }
      do {
        for entry in try ShardIndex(mutated(index), file: "i").entries { #expect(entry.classIndex >= 0) }
      } catch {
        #expect(error.description.contains("i"))
        refused.indices += 1
      }
    }
    #expect((100..<800).contains(refused.manifests) && (100..<800).contains(refused.indices), "\(refused)")
  }

  @Test(arguments: ["../other.tar", "/etc/passwd", "a/b.tar", ".hidden.tar", "x.tar\u{0}", "x.zip", ""])
  func shardsNamesDontLeadOut(_ name: String) throws {
    try change { $0["file"] = name }
    #expect(throws: CorpusError.self) { try DataSet.find(at: [images.shards()]) }
  }

  /// Sums of such counts don't fit an `Int`, and memory for so many images isn't asked for.
  @Test(arguments: ["first", "tried", "bytes", "pictures"])
  func countsThatNoShardHasAreRefused(_ name: String) throws {
    try change { record in
      if name == "pictures" {
        var pixels = record["pixels"] as? [String: Any]
        pixels?[name] = Int.max
        record["pixels"] = pixels
      } else {
        record[name] = Int.max
      }
    }
    #expect {
      try DataSet.find(at: [images.shards()])
    } throws: { error in
      "\(error)".contains("its numbers for train-000000.tar are invalid")
    }
  }

  /// Changes what the manifest says of the first shard.
  private func change(_ edit: (inout [String: Any]) -> Void) throws {
    let place = images.shards().appending(path: "manifest.json")
    var manifest = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: place)) as? [String: Any])
    var shards = try #require(manifest["shards"] as? [[String: Any]])
    edit(&shards[0])
    manifest["shards"] = shards
    try JSONSerialization.data(withJSONObject: manifest).write(to: place)
  }
}

import Corpus
import Foundation
import Imaging
import Shards
import TestSupport
import Testing

/// What Python's own programs make of the shards.
@Suite(.enabled(if: ReferencePython.available))
struct PythonTests {
  /// Decodes everything with Pillow, sums up the training pixels with NumPy, and reads the shards as the webdataset
  /// package and the tarfile module do.
  static let script = """
    import glob, hashlib, io, json, sys, tarfile
    import numpy, webdataset
    from PIL import Image
    folder, ending = sys.argv[1:]
    manifest = json.load(open(folder + '/manifest.json'))
    ids = [name['id'] for name in manifest['classes']]
    pixels, counts, keys = [], {}, set()
    for shard in manifest['shards']:
        path = folder + '/' + shard['file']
        assert hashlib.sha256(open(path, 'rb').read()).hexdigest() == shard['sha256']
        with tarfile.open(path) as tar:
            members = tar.getmembers()
            assert all(member.isreg() and member.mode == 0o644 and member.mtime == 0 for member in members)
            assert len(members) == 2 * shard['samples']
        index = [line.split('\\t') for line in open(folder + '/' + shard['file'][:-3] + 'tsv').read().splitlines()[1:]]
        data = open(path, 'rb').read()
        found = list(webdataset.WebDataset(path, shardshuffle=False).decode('pil'))
        assert len(found) == shard['samples'] == len(index)
        for sample, (key, number, offset, length, crc, digest) in zip(found, index):
            assert sample['__key__'] == key
            assert sample['json']['index'] == int(number)
            assert sample['json']['class'] == ids[int(number)]
            bytes = data[int(offset):int(offset) + int(length)]
            assert hashlib.sha256(bytes).hexdigest() == digest
            image = Image.open(io.BytesIO(bytes)).convert('RGB')
            values = numpy.asarray(image)
            assert (values == numpy.asarray(sample[ending].convert('RGB'))).all()
            if shard['split'] == 'train': pixels.append(values)
            counts[shard['split']] = counts.get(shard['split'], 0) + 1
            keys.add(key)
    assert counts == manifest['counts'], counts
    assert len(keys) == sum(counts.values())
    values = numpy.stack(pixels).astype(numpy.float64).reshape(len(pixels), -1, 3) / 255
    print(json.dumps({
        'mean': list(values.mean((0, 1))), 'deviation': list(values.std((0, 1))),
        'pictureDeviation': list(values.std(1).mean(0))}))
    """

  private func figures(_ folder: URL, _ format: ShardFormat) throws -> [String: [Double]] {
    let said = try ReferencePython.run(Self.script, [folder.path, format.fileExtension])
    return try JSONDecoder().decode([String: [Double]].self, from: Data(said.utf8))
  }

  private func expect(_ pixels: PixelStatistics, _ figures: [String: [Double]]) {
    // The encoder's losses are between the two.
    for (ours, theirs) in [
      (pixels.mean, figures["mean"]), (pixels.std, figures["deviation"]),
      (pixels.imageStd, figures["pictureDeviation"]),
    ] {
      for (our, their) in zip(ours, theirs ?? []) { #expect(abs(our - their) < 0.004) }
      #expect(theirs?.count == 3)
    }
  }

  @Test(arguments: ShardFormat.allCases)
  func readsAndSumsUpTheSame(_ format: ShardFormat) async throws {
    let images = try Images(smooth: true)
    let prepared = try await images.prepare(Images.options(resize: .squash, format: format))
    expect(prepared.manifest.pixels, try figures(images.shards(), format))
  }

  @Test(.enabled(if: RealImages.available))
  func images() async throws {
    let folder = try TemporaryFolder()
    let set = try DataSet.find(at: [RealImages.file("mini")])
    let shards = folder.url.appending(path: "shards")
    let prepared = try await Preparation(options: Images.options(size: 224, shardBytes: 1_000_000)).run(
      set, to: shards)
    #expect(prepared.problems.isEmpty)
    let figures = try figures(shards, .jpeg)
    for (our, their) in zip(prepared.manifest.pixels.mean, figures["mean"] ?? []) { #expect(abs(our - their) < 0.002) }
    expect(prepared.manifest.pixels, figures)
  }
}

import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import Support

/// The result of a feature pass: rows for all readable images, and a problem for each other one.
package struct FeaturePassResult: Sendable {
  /// The features of the readable images.
  package var table: FeatureTable
  /// Images that can't be used, one each.
  package var problems: [Problem]
  /// The SHA-256 of each image used (and its crop), in order.
  package var digests: [SHA256Digest]
  /// The features of the images that this process looked at itself.
  package var own: FeatureTable
  /// How many rows the net computed and how many came from the cache.
  package var computed: Int
  /// How many rows came from the cache.
  package var cached: Int

  /// SHA-256 over (image digest, class id) of the images used, in order.
  func dataHash(classIDs: [String]) -> String {
    var hasher = SHA256()
    for (number, digest) in digests.enumerated() {
      digest.withUnsafeBytes { hasher.update(bufferPointer: $0) }
      hasher.update(data: Data(classIDs[table.sample(number).classIndex].utf8))
    }
    return hasher.finalize().hexadecimal
  }
}

/// Runs every image through the frozen net once per view; decoding on all cores overlaps with inference.
package struct FeaturePass: Sendable {
  let extractor: Extractor
  let store: FeatureStore
  /// Identifies everything that features depend on besides the image.
  let pipeline: String
  let views: [View]
  let limits: Limits
  /// Images in flight: enough to keep the engine's requests busy while others are decoded.
  let width: Int
  /// What was taken of shards elsewhere; nil where there are none.
  var rows: AheadRows?

  package init(
    extractor: Extractor, store: FeatureStore, pipeline: String, views: [View], limits: Limits = Limits(), width: Int
  ) {
    self.extractor = extractor
    self.store = store
    self.pipeline = pipeline
    self.views = views
    self.limits = limits
    self.width = max(width, 1)
  }

  /// What became of an image: its digest and its rows' places, and how many of the rows are new; or why it can't be used.
  enum Outcome: Sendable {
    case places(SHA256Digest, [UInt32], computed: Int)
    case problem(String)
  }

  /// Runs over the samples; rows stand in the samples' order. Throws what the engine and the cache throw.
  package func run(
    _ samples: [Sample], progress: any ProgressReporter
  ) async throws -> FeaturePassResult {
    var table = FeatureTable(of: samples, in: store.rows, viewCount: views.count)
    var problems: [Problem] = []
    var digests: [SHA256Digest] = []
    digests.reserveCapacity(samples.count)
    var computed = 0
    var taken = 0
    for try await (sample, outcome) in samples.concurrentMap(width: width, { ($0, try await outcome(of: $0)) }) {
      switch outcome {
      case .places(let digest, let places, let fresh):
        table.append(taken, places)
        digests.append(digest)
        computed += fresh
      case .problem(let reason):
        problems.append(Problem(file: rows?.name(of: sample) ?? sample.path, reason: reason))
      }
      taken += 1
      progress.advance(to: taken, of: samples.count)
    }
    try await store.flush()
    return FeaturePassResult(
      table: table, problems: problems, digests: digests, own: table, computed: computed,
      cached: table.count * views.count - computed)
  }

  /// Second looks depend on the head that leads them, too.
  func pipeline(for view: View) -> String {
    guard view.isLed, let guide = extractor.guide else { return pipeline }
    return "\(pipeline) led by \(guide.hash)"
  }

  /// The digest and the rows' places of an image whose digest its shard's index tells, without reading it; nil where a row isn't there.
  func known(of sample: Sample) async -> (digest: SHA256Digest, places: [UInt32])? {
    guard sample.crop == nil, let digest = sample.span?.digest else { return nil }
    var places: [UInt32] = []
    for view in views {
      guard let place = await store.place(of: key(digest, view)) else { return nil }
      places.append(place)
    }
    return (digest, places)
  }

  private func key(_ digest: SHA256Digest, _ view: View) -> FeatureKey {
    FeatureKey(image: digest, pipeline: pipeline(for: view), view: view)
  }

  /// Reads an image, and computes those of its rows that aren't in the cache.
  func outcome(of sample: Sample) async throws -> Outcome {
    if let (digest, places) = await known(of: sample) { return .places(digest, places, computed: 0) }
    if let reason = rows?.reason(of: sample) { return .problem(reason) }
    let encoded: EncodedImage
    do {
      encoded = try sample.encoded(limits: limits)
    } catch {
      return .problem("\(error)")
    }
    let digest = encoded.digest
    if sample.crop == nil, let told = sample.span?.digest, told != digest {
      let reason = "it isn't what its shard's index tells; run `data prepare` again"
      return .problem("\(ImageFileError(path: sample.path, reason: reason))")
    }
    let keys = views.map { key(digest, $0) }
    var places = [UInt32?]()
    for key in keys { places.append(await store.place(of: key)) }
    let missing = places.indices.filter { places[$0] == nil }
    if missing.isEmpty { return .places(digest, places.compactMap { $0 }, computed: 0) }

    let image: DecodedImage
    do {
      image = try encoded.decode(limits: limits, minimumSide: extractor.decodeSide)
    } catch {
      return .problem("\(error)")
    }
    for (shift, wanted) in Dictionary(grouping: missing, by: { views[$0].shift }) {
      let shown: DecodedImage
      do {
        shown = try shift.map { (shift) throws(ImagingError) in try image.shifted(shift) } ?? image
      } catch {
        return .problem("\(error)")
      }
      // The looks that prediction takes, from the same place.
      let kinds = wanted.map { views[$0].look(at: shown, digest: digest) }
      let frame = shown.frame(of: extractor.preprocessing)
      let fresh = try await extractor.looks(kinds, in: frame) { region, mirrored in
        try shown.planes(extractor.preprocessing, region: region, mirrored: mirrored)
      }
      for (view, look) in zip(wanted, fresh) {
        places[view] = try await store.insert(look.features, for: keys[view])
      }
    }
    return .places(digest, places.compactMap { $0 }, computed: missing.count)
  }
}

import Corpus
import Evaluation
import Foundation
import Imaging
import Support

/// Finds measured images that look like training images of the same data.
struct LookAlikeSearch {
  let width: Int
  let progress: any ProgressReporter

  /// Nil where the data has no training images besides those that were measured.
  func search(_ images: [JudgedImage], among training: [Sample]) async throws -> LookAlikes? {
    let measured = Set(images.map(\.sample))
    let training = training.filter { !measured.contains($0) }
    let known = images.compactMap { $0.traits?.hash }
    guard !training.isEmpty, !known.isEmpty, known.count == images.count else { return nil }
    progress.begin("looking for look-alikes", total: training.count)
    let finished = { (done: Int) in progress.advance(to: done, of: training.count) }
    let hashes = try await training.boundedMap(width: width, finished: finished) {
      sample throws(any Error) -> PerceptualHash? in
      (try? sample.encoded(limits: .isolated).decode(limits: .isolated, minimumSide: 64)).map(ImageTraits.hash)
    }
    let others = hashes.compactMap { $0 }
    let pairs = try await NearDuplicates.pairs(among: known + others, width: width)
    let alike = Set(pairs.filter { $0.first < known.count && $0.second >= known.count }.map(\.first))
    let rest = images.indices.filter { !alike.contains($0) }
    return LookAlikes(
      trainingImages: others.count, files: alike.sorted().map { images[$0].sample.path }, images: rest.count,
      right: rest.count { images[$0].judgement.isRight })
  }
}

import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// Measures some of the images again, changed as cameras, networks and people change them.
struct Robustness {
  let predictor: Predictor
  let progress: any ProgressReporter

  /// Images are changed at this size of the longer side at most: more than nets look at.
  private static let side = 640

  /// - Parameter count: How many images, taken evenly from all; 0 for none.
  func measure(_ images: [JudgedImage], count: Int) async throws -> [ChangedImages] {
    guard count > 0, !images.isEmpty else { return [] }
    let chosen = DataSetSummary.evenly(images.count, count).map { images[$0] }
    let changes = ImageChange.allCases
    progress.begin("changing images", total: chosen.count)
    var right = [Int](repeating: 0, count: changes.count)
    var (before, asked, done) = (0, 0, 0)
    for try await outcome in chosen.concurrentMap(
      width: predictor.width,
      { [predictor] image in (image.judgement.isRight, try await Self.answers(image, changes, predictor)) })
    {
      done += 1
      progress.advance(to: done, of: chosen.count)
      guard let answers = outcome.1 else { continue }
      asked += 1
      if outcome.0 { before += 1 }
      for place in answers.indices where answers[place] { right[place] += 1 }
    }
    return zip(changes, right).map {
      ChangedImages(change: $0.0.rawValue, images: asked, right: $0.1, rightBefore: before)
    }
  }

  /// Whether each changed image is answered rightly; nil for one that can't be read any more.
  private static func answers(
    _ image: JudgedImage, _ changes: [ImageChange], _ predictor: Predictor
  ) async throws -> [Bool]? {
    guard let decoded = try? image.sample.encoded(limits: .isolated).decode(limits: .isolated, minimumSide: side) else {
      return nil
    }
    let scale = min(1, Double(side) / Double(max(decoded.width, decoded.height)))
    guard
      let plain = try? decoded.rgb(
        width: max(1, Int(Double(decoded.width) * scale)), height: max(1, Int(Double(decoded.height) * scale)))
    else { return nil }
    var answers: [Bool] = []
    for change in changes {
      let logits = try await predictor.measure(change.encoded(plain)).logits
      let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
      answers.append(best == image.judgement.truth)
    }
    return answers
  }
}

import Corpus
import Foundation
import Support
import Torch

extension TuningContext {
  /// Judges the net by the validation split, each process by its share.
  ///
  /// - Returns: The figures over all processes, and how often each class was taken for each.
  func validate() async throws -> (figures: ValidationFigures, confusion: ConfusionCounts) {
    let samples = tuner.validation
    let mine = Array(samples[share(of: samples.count)])
    let (loader, width) = (tuner.loader(mine, .none), options.testBatchSize)
    let queue = BatchQueue(from: 0, to: (mine.count + width - 1) / width, ahead: 3) { number in
      let rows = (number * width)..<min((number + 1) * width, mine.count)
      return try await loader.batch(rows.map { .init(place: $0, draw: $0) }, epoch: 0)
    }
    var (right, loss, seen) = (0.0, 0.0, 0)
    var confusion = ConfusionCounts(classes: tuner.classes.count)
    progress.begin("validation images", total: mine.count)
    while let batch = try await queue.next() {
      let (guesses, sum) = try guesses(for: batch)
      for (label, guess) in zip(batch.labels, guesses) {
        if label == guess { right += 1 }
        confusion.add(label: label, guess: guess)
      }
      loss += sum
      seen += batch.labels.count
      progress.advance(to: seen, of: mine.count)
    }
    if let group {
      let sums = try group.allReduce([right, loss])
      (right, loss) = (sums[0], sums[1])
      confusion.counts = try group.allReduce(confusion.counts)
    }
    let total = Double(max(samples.count, 1))
    return (ValidationFigures(top1: right / total, loss: loss / total, images: samples.count), confusion)
  }

  /// The likeliest class of each image of a batch, and the sum of their losses.
  private func guesses(for batch: ImageBatch) throws -> ([Int], Double) {
    try withoutGradients { () throws -> ([Int], Double) in
      let logits = try net.forward(tensor(of: batch), mode: .evaluation)
      let targets = try Tensor(batch.labels.map(Int64.init), on: device)
      let mean = try logits.crossEntropy(targets).scalar()
      let best: [Int64] = try logits.argmax(along: 1).to(.cpu).values()
      return (best.map { Int($0) }, mean * Double(batch.labels.count))
    }
  }
}

extension ValidationFigures: CustomStringConvertible {
  /// The figures as people read them.
  package var description: String {
    String(format: "validation top-1 %.2f %%, loss %.4f", top1 * 100, loss)
  }
}

/// How often each class was taken for each: row by row, truth by guess.
struct ConfusionCounts {
  let classes: Int
  var counts: [Double]

  init(classes: Int) {
    self.classes = classes
    counts = [Double](repeating: 0, count: classes * classes)
  }

  mutating func add(label: Int, guess: Int) { counts[label * classes + guess] += 1 }
}

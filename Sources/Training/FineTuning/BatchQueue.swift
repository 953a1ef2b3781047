import Corpus
import Imaging
import NeuralNetwork
import Support

/// Images of one step, ready for the net.
struct ImageBatch: Sendable {
  /// All images' planes one after another.
  var values: [Float]
  var labels: [Int]
}

/// Reads, decodes and augments images on free cores.
///
/// What a batch holds depends on its rows and the epoch alone, whatever the number of workers.
struct ImageLoader: Sendable {
  let samples: [Sample]
  let preprocessing: Preprocessing
  let augmentation: Augmentation
  let limits: Limits
  let seed: UInt64
  /// Images in progress at once.
  let workers: Int

  /// One row: which sample, and what its augmentation is drawn from besides seed and epoch.
  struct Row: Sendable, Hashable {
    var place: Int
    var draw: Int
  }

  /// Throws `TuningError.unreadable` for an image that could be read when training began and no longer can.
  func batch(_ rows: [Row], epoch: Int) async throws -> ImageBatch {
    var values: [Float] = []
    values.reserveCapacity(rows.count * preprocessing.count)
    for try await image in rows.concurrentMap(width: workers, { try planes(of: $0, epoch: epoch) }) {
      values.append(contentsOf: image)
    }
    try Task.checkCancellation()
    return ImageBatch(values: values, labels: rows.map { samples[$0.place].classIndex })
  }

  private func planes(of row: Row, epoch: Int) throws -> [Float] {
    let sample = samples[row.place]
    do {
      let encoded = try sample.encoded(limits: limits)
      // A crop of a part is enlarged, so that more pixels than the net's own are kept.
      let side = augmentation.crop == nil ? preprocessing.size : 2 * preprocessing.size
      let image = try encoded.decode(limits: limits, minimumSide: side)
      var generator = Augmentation.generator(seed: seed, epoch: epoch, image: row.draw)
      return try augmentation.planes(of: image, for: preprocessing, using: &generator)
    } catch {
      throw TuningError.unreadable(file: sample.path, reason: "\(error)")
    }
  }
}

/// Batches prepared ahead of their use, in order, never more than a few.
final class BatchQueue {
  private let count: Int
  private let ahead: Int
  private let make: @Sendable (Int) async throws -> ImageBatch
  private var begun: Int
  private var tasks: [Task<ImageBatch, any Error>] = []

  /// - Parameters:
  ///   - first: The number of the first batch, if a run resumes in the middle.
  ///   - ahead: Batches that wait or are being made.
  init(from first: Int, to count: Int, ahead: Int, _ make: @escaping @Sendable (Int) async throws -> ImageBatch) {
    (begun, self.count, self.ahead, self.make) = (first, count, max(ahead, 1), make)
    begin()
  }

  deinit {
    for task in tasks { task.cancel() }
  }

  /// The next batch; nil after the last. Throws what making it threw.
  func next() async throws -> ImageBatch? {
    guard !tasks.isEmpty else { return nil }
    let batch = try await tasks.removeFirst().value
    begin()
    return batch
  }

  private func begin() {
    while tasks.count < ahead, begun < count {
      let number = begun
      tasks.append(Task { [make] in try await make(number) })
      begun += 1
    }
  }
}

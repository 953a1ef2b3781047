import Artifact
import Corpus
import Inference
import NeuralNetwork
import Runtime
import Support

/// Times a net in 8 bits and as it is otherwise, and trains a head on some of the images by each.
///
/// What is computed for that stays in the feature caches, so that the pass over all images finds it there.
struct PrecisionTrial {
  let net: FrozenNet
  let options: TrainOptions
  let progress: any ProgressReporter
  /// A pass of fewer seconds isn't worth comparing for.
  var leastSeconds = 60.0

  /// Fewer rows are computed before anything is compared.
  static let leastRows = 2_000
  /// Rows that heads are trained on, and validation images that they are judged by, at most.
  private static let (mostTraining, mostValidation) = (2_000, 1_000)
  /// How often each form is timed, and for how many seconds; the best counts, whatever else runs here.
  private static let (turns, seconds) = (4, 0.5)

  /// Nil where the pass over all images is short.
  ///
  /// - Parameters:
  ///   - rows: How many rows the pass has.
  ///   - samples: The images that ranges are measured on.
  func run(_ parts: DataSet, rows: Int, ranges samples: [Sample]) async throws -> EightBitNote? {
    let plain = try await CompiledBackbone(net, options: options)
    let model = plain.extractor.model
    let alone = try await model.measureRate(seconds: Self.seconds).imagesPerSecond
    guard Double(rows) >= alone * leastSeconds else { return nil }
    var rounded = net
    rounded.eightBits = try await RangePass(net: net, options: options).measure(samples, progress: progress)
    guard let record = rounded.eightBits else { return nil }
    let eightBits = try await CompiledBackbone(rounded, options: options)
    var best = (plain: alone, eightBits: 0.0)
    for _ in 0..<Self.turns {
      best.eightBits = max(
        best.eightBits, try await eightBits.extractor.model.measureRate(seconds: Self.seconds).imagesPerSecond)
      best.plain = max(best.plain, try await model.measureRate(seconds: Self.seconds).imagesPerSecond)
    }
    var choice = PrecisionChoice(other: model.precision, gain: best.eightBits / best.plain)
    let held = Self.spread(parts.samples(in: .validation), over: Self.mostValidation)
    if !Self.pays(rows: rows, plain: best.plain, eightBits: best.eightBits, held: held.count) {
      choice.fewRows = rows
    } else if choice.isFastEnough {
      choice.right = .init(images: held.count, other: 0, eightBits: 0)
      if held.count >= PrecisionChoice.leastImages {
        choice.right = try await compare(plain, eightBits, parts, held)
      }
    }
    return EightBitNote(record: record, choice: choice)
  }

  /// Whether 8 bits, if they are taken, save at least twice what finding out costs if they aren't: rows that nothing else needs.
  ///
  /// - Parameters:
  ///   - plain: Images per second as it is otherwise.
  ///   - held: Validation images.
  static func pays(rows: Int, plain: Double, eightBits: Double, held: Int) -> Bool {
    Double(rows) * (1 / plain - 1 / eightBits) >= 2 * Double(mostTraining + min(held, mostValidation)) / eightBits
  }

  private func compare(
    _ plain: CompiledBackbone, _ eightBits: CompiledBackbone, _ parts: DataSet, _ held: [Sample]
  ) async throws -> PrecisionChoice.Right {
    let learnt = Self.spread(parts.samples(in: .train), over: Self.mostTraining)
    let (first, second) = (
      try await right(plain, learnt, held, classes: parts.classes.count),
      try await right(eightBits, learnt, held, classes: parts.classes.count)
    )
    return .init(images: first.images, other: first.right, eightBits: second.right)
  }

  /// How many of the validation images a head names rightly that is trained on the net's features.
  private func right(
    _ backbone: CompiledBackbone, _ learnt: [Sample], _ held: [Sample], classes: Int
  ) async throws -> (images: Int, right: Int) {
    let store = try FeatureStore(
      folder: options.featureCache, pipeline: backbone.pipeline, width: backbone.own.features,
      limit: options.cacheLimit)
    let pass = CommonPass(backbone, store: store, options: options, common: nil, progress: progress)
    let precision = backbone.extractor.model.precision.rawValue
    let train = try await pass.run(learnt, [.original], "training images in \(precision), to compare").table
    let validation = try await pass.run(held, [.original], "validation images in \(precision), to compare").table
    let (rows, judged) = (train.matrix(views: [0]), validation.matrix(views: [0]))
    guard Set(rows.labels).count >= 2 else { throw TrainingError.tooFewClasses(found: Set(rows.labels).count) }
    let prior = try PriorHead.make(
      BackbonePrior(of: rows, classes: classes, own: backbone.own), calibratedOn: rows)
    let head = try HeadTrainer(classes: classes, progress: SilentProgress()).fit(
      rows, decay: HeadTrainer.usualDecay, prior: prior, HeadTrainer.exact)
    let top1 = try HeadTrainer.measure(head, on: judged, classes: classes).top1
    return (judged.count, Int((top1 * Double(judged.count)).rounded()))
  }

  private static func spread(_ samples: [Sample], over most: Int) -> [Sample] {
    guard samples.count > most else { return samples }
    return (0..<most).map { samples[$0 * samples.count / most] }
  }
}

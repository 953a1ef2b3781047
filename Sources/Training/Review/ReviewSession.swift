import Corpus
import Foundation
import Imaging
import Inference
import Review
import Support
import Taxonomy

/// A review while somebody works on it: images and decisions, and heads that follow them.
///
/// The test part is left out before anything is read.
package actor ReviewSession {
  let folder: ReviewFolder
  let options: ReviewOptions
  let net: ReviewNet
  let rows: ReviewRows
  let engine: ReviewEngine
  /// The classes, those that decisions made last.
  var classes: [ClassName]
  var images: [SessionImage]
  /// Numbers of images by their names.
  var numbers: [String: Int] = [:]
  /// Pairs that look alike across labels or parts, the most alike first.
  let alike: [AlikePair]
  var lonely: [(row: Int, similarity: Double)] = []
  let isMovable: Bool
  private let lengths: [Float]

  var fit: ReviewFit?
  /// Images without a label, in the order in which they are asked for.
  var order: [Int] = []
  var history: [ReviewOverview.Figures] = []
  private(set) var isFitting = false
  private var isStale = false
  /// What fits heads to new decisions; nil before the first.
  private var following: Task<Void, Never>?
  private var failure: String?

  init(_ made: Made, options: ReviewOptions) {
    (folder, net, rows, alike) = (made.folder, made.net, made.rows, made.alike)
    (images, classes, isMovable) = (made.images, made.classes, made.isMovable)
    self.options = options
    lengths = (0..<made.rows.count).map { row in
      made.rows.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    for (number, image) in made.images.enumerated() { numbers[image.name] = number }
    var known = Set(made.classes.map(\.id))
    // Classes that earlier decisions made.
    let decided = made.folder.state.decisions.values.sorted { $0.image.name < $1.image.name }
    for decision in decided {
      if case .label(let id) = decision.verdict, known.insert(id).inserted {
        classes.append(ClassName(id: id, label: DisplayName.label(forFolder: id)))
      }
    }
    let place = Dictionary(classes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    engine = ReviewEngine(
      made.rows,
      labels: ReviewLabels(
        labels: made.images.map { $0.label.flatMap { place[$0] } }, isLeftOut: made.images.map { _ in false },
        isValidation: made.images.map { $0.sample.split == .validation }, classes: classes.count))
  }

  /// The label of an image as it is decided now; nil without one.
  func label(of number: Int) -> String? {
    if case .label(let id) = folder.state.decisions[images[number].name]?.verdict { return id }
    return images[number].label
  }

  /// Whether nothing is learnt from an image.
  func isLeftOut(_ number: Int) -> Bool {
    if images[number].isGone { return true }
    switch folder.state.decisions[images[number].name]?.verdict {
    case .deleted, .unsure: return true
    case .label, .skipped, nil: return false
    }
  }

  func isAnswered(_ number: Int) -> Bool { images[number].isGone || folder.state.isAnswered(images[number].name) }

  func index(of id: String) -> Int? { classes.firstIndex { $0.id == id } }

  private func labels() -> ReviewLabels {
    let place = Dictionary(classes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    return ReviewLabels(
      labels: images.indices.map { label(of: $0).flatMap { place[$0] } }, isLeftOut: images.indices.map(isLeftOut),
      isValidation: images.map { $0.sample.split == .validation }, classes: classes.count)
  }

  /// Fits heads for the first time, and finds what is far from everything.
  ///
  /// Throws the engine's errors.
  package func begin() async throws {
    try await refit()
    lonely = try await engine.far(min(300, max(20, images.count / 100)))
  }

  /// Fits heads to the decisions as they are. Throws the engine's errors.
  @discardableResult
  package func refit() async throws -> Double {
    let decided = folder.state.decided
    let open = images.indices.filter { label(of: $0) == nil && !isAnswered($0) && images[$0].source == .unlabelled }
    let result = try await engine.fit(labels(), candidates: open)
    (fit, order) = (result.fit, result.order)
    if let accuracy = result.fit.accuracy, let nll = result.fit.nll {
      let figures = ReviewOverview.Figures(
        accuracy: accuracy.share, low: accuracy.low, high: accuracy.high, of: accuracy.of, nll: nll,
        seconds: result.fit.seconds, decided: decided)
      history = history.suffix(499) + [figures]
    }
    return result.fit.seconds
  }

  /// Lets heads follow what was decided, soon: decisions that come meanwhile are taken together.
  func follow() {
    isStale = true
    guard !isFitting else { return }
    isFitting = true
    following = Task {
      while isStale {
        isStale = false
        do {
          try await refit()
          failure = nil
        } catch {
          failure = "The newest decisions are kept, but no head could be fitted to them: \(error)"
        }
      }
      isFitting = false
    }
  }

  /// Waits for the fit that is in progress: no thread may compute any more when the process ends, and libtorch with it.
  package func end() async {
    isStale = false
    await following?.value
  }

  /// What keeps heads from being fitted; nil for nothing.
  var hint: String? {
    if let failure { return failure }
    return fit?.head == nil ? "Label images of two classes, and the others are put in order." : nil
  }

  /// The images most like one, the most alike first.
  func neighbours(of number: Int, most: Int) -> [(number: Int, similarity: Double)] {
    var best: [(number: Int, similarity: Float)] = []
    let width = rows.width
    rows.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      let own = base + number * width
      for other in 0..<rows.count where other != number && !images[other].isGone {
        let scale = lengths[number] * lengths[other]
        guard scale > 0 else { continue }
        let cosine = Self.product(own, base + other * width, width) / scale
        guard best.count < most || cosine > (best.last?.similarity ?? -1) else { continue }
        best.insert((other, cosine), at: best.firstIndex { $0.similarity < cosine } ?? best.endIndex)
        if best.count > most { best.removeLast() }
      }
    }
    return best.map { ($0.number, Double($0.similarity)) }
  }

  private static func product(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    var (sum, at) = (SIMD16<Float>(), 0)
    while at + 16 <= count {
      sum +=
        UnsafeRawPointer(a + at).loadUnaligned(as: SIMD16<Float>.self)
        * UnsafeRawPointer(b + at).loadUnaligned(as: SIMD16<Float>.self)
      at += 16
    }
    var rest = sum.sum()
    while at < count {
      rest += a[at] * b[at]
      at += 1
    }
    return rest
  }
}

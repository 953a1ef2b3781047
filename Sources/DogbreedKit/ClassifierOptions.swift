import Foundation

/// How a model is loaded.
public struct ClassifierOptions: Hashable, Sendable {
  /// The numeric precision that the net is computed in.
  public enum Precision: String, Hashable, Sendable, CaseIterable {
    /// bf16 where the processor has instructions for it, else f32.
    case automatic
    /// 32 bits: the same answers on every machine, up to the last bits.
    case f32
    /// 16 bits with f32's exponent: up to twice as fast where the processor has it.
    case bf16
  }

  /// The numeric precision that the net is computed in.
  public var precision: Precision
  /// Looks per image, 1 to 3; nil for the model's own number. More are slower and more accurate.
  public var looks: Int?
  /// Compute threads, at least 1; nil for one per core.
  public var threads: Int?
  /// Where the compiled net is kept, so that the next start is faster; nil compiles it every time.
  public var cacheFolder: URL?
  /// Whether the model must first reproduce the answers recorded with it, which takes as long as a few images.
  public var checksAnswers: Bool

  /// The defaults suit a program that classifies many images.
  public init(
    precision: Precision = .automatic, looks: Int? = nil, threads: Int? = nil, cacheFolder: URL? = nil,
    checksAnswers: Bool = true
  ) {
    self.precision = precision
    self.looks = looks
    self.threads = threads
    self.cacheFolder = cacheFolder
    self.checksAnswers = checksAnswers
  }
}

/// What an answer should contain.
public struct AnswerOptions: Hashable, Sendable {
  /// How many classes to return, at least 1.
  public var top: Int
  /// Whether to add a heat map of what the answer is based on.
  public var heatMap: Bool

  /// Five classes and no heat map, by default.
  public init(top: Int = 5, heatMap: Bool = false) {
    self.top = top
    self.heatMap = heatMap
  }
}

import Foundation

/// How a model is loaded.
public struct ClassifierOptions: Hashable, Sendable {
  /// The numeric precision that the net is computed in.
  public enum Precision: String, Hashable, Sendable, CaseIterable {
    /// The model's own: int8 where it was trained so and the processor is fast at it, else bf16 where the processor has
    /// instructions for it, else f32.
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
  /// Whether an image is answered by some of the model's nets and looks where they are sure enough, if the model has such stages.
  /// Where `looks` is given, all nets take that many looks.
  public var savesEffort: Bool
  /// Compute threads, at least 1; nil for one per core.
  public var threads: Int?
  /// Where the compiled net is kept, so that the next start is faster; nil compiles it every time.
  public var cacheFolder: URL?
  /// Whether the model must first reproduce the answers recorded with it, which takes as long as a few images.
  public var checksAnswers: Bool
  /// Whether the model's index of its training images is loaded, to find the nearest of them; it stays in memory.
  public var loadsIndex: Bool

  /// The defaults suit a program that classifies many images.
  public init(
    precision: Precision = .automatic, looks: Int? = nil, savesEffort: Bool = true, threads: Int? = nil,
    cacheFolder: URL? = nil,
    checksAnswers: Bool = true, loadsIndex: Bool = false
  ) {
    self.precision = precision
    self.looks = looks
    self.savesEffort = savesEffort
    self.threads = threads
    self.cacheFolder = cacheFolder
    self.checksAnswers = checksAnswers
    self.loadsIndex = loadsIndex
  }
}

/// What an answer should contain.
public struct AnswerOptions: Hashable, Sendable {
  /// How many classes to return, at least 1.
  public var top: Int
  /// Whether to add a heat map of what the answer is based on.
  public var heatMap: Bool
  /// How many of the training images most like this one to add, the most alike first; the model must be loaded with its index.
  public var neighbours: Int

  /// Five classes, no heat map and no neighbours, by default.
  public init(top: Int = 5, heatMap: Bool = false, neighbours: Int = 0) {
    self.top = top
    self.heatMap = heatMap
    self.neighbours = neighbours
  }
}

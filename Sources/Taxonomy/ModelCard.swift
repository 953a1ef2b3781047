/// A model's description: class names in order, version, and measured figures.
public struct ModelCard: Codable, Hashable, Sendable {
  /// The model's name.
  public let name: String
  /// The hash of the weights and the description together, hexadecimal: two models of one version give the same
  /// answers.
  public let version: String
  /// The backbones' names.
  public let architecture: String
  /// The classes in the order of the net's answers.
  public let classes: [ClassName]
  /// Side of the square that the net takes, in pixels.
  public let inputSize: Int
  /// `squash`, `letterbox` or `crop`.
  public let resize: String
  /// Figures by test set, then by name (`top1`, `ece`, …), fractions from 0 to 1.
  public let metrics: [String: [String: Double]]
  /// SHA-256 of each part, hexadecimal, by file name.
  public let hashes: [String: String]
  /// The licences that the weights are under.
  public let licences: [String]
  /// The words that the model uses for what it knows.
  public let words: ModelWords
  /// How many training images can be searched for the nearest; nil where the model has no index of them, or it isn't loaded.
  public var indexed: Int?
  /// The share of each verdict, by its name, among the validation images; nil where that wasn't measured.
  public var verdicts: [String: Double]?

  public init(
    name: String, version: String, architecture: String, classes: [ClassName], inputSize: Int, resize: String,
    metrics: [String: [String: Double]] = [:], hashes: [String: String] = [:], licences: [String] = [],
    words: ModelWords = .neutral
  ) {
    self.name = name
    self.version = version
    self.architecture = architecture
    self.classes = classes
    self.inputSize = inputSize
    self.resize = resize
    self.metrics = metrics
    self.hashes = hashes
    self.licences = licences
    self.words = words
  }

  /// The same without the words for individual classes.
  public var brief: ModelCard {
    var brief = ModelCard(
      name: name, version: version, architecture: architecture, classes: classes, inputSize: inputSize, resize: resize,
      metrics: metrics, hashes: hashes, licences: licences, words: words.brief)
    (brief.indexed, brief.verdicts) = (indexed, verdicts)
    return brief
  }
}

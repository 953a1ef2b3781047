import Imaging
import Taxonomy

/// The model's description, `model.json`; nothing outside the folder is needed to use the model.
package struct ModelDescription: Codable, Hashable, Sendable {
  /// Format 2 records what was measured of the verdicts and the temperature of the backbone's own logits.
  package static let currentFormat = 2

  /// The format that the description is in.
  package var format = ModelDescription.currentFormat
  /// The name that people give the model.
  package var name: String
  /// The nets side by side, in the order in which their features are joined.
  package var backbones: [BackboneReference]
  /// How an image becomes the net's input.
  package var preprocessing: Preprocessing
  /// The classes in the order of the net's logits.
  package var classes: [ClassName]
  /// How often an image is looked at, and at which part of it.
  package var looks: LookPolicy
  /// The temperature of the averaged logits, by the number of looks: index 0 is one look.
  package var temperatures: [Double]
  /// When an answer counts as a class, as unsure or as another kind of image.
  package var verdict: VerdictPolicy
  /// Sets with a stated coverage; nil where too few validation images could promise one.
  package var sets: SetPolicy?
  /// Each class's groups, the narrowest first, in the order of the classes; nil without a taxonomy.
  package var groups: [[String]]?
  /// How the model was trained.
  package var training: TrainingRecord
  /// Figures by test set, then by name, fractions from 0 to 1.
  package var metrics: [String: [String: Double]] = [:]
  /// Notes on how to read the figures.
  package var notes: [String] = []
  /// SHA-256 by file name, for every file of the folder but this one.
  package var files: [String: String] = [:]
  /// The licences that the weights are under.
  package var licences: [String] = []
  /// The words in which the model speaks of what it knows; nil for neutral ones.
  package var words: ModelWords?
  /// The description's own hash, hexadecimal: see `Seal`.
  package var seal: String = Seal.blank

  package init(
    name: String, backbones: [BackboneReference], preprocessing: Preprocessing, classes: [ClassName],
    looks: LookPolicy, temperatures: [Double], verdict: VerdictPolicy, training: TrainingRecord
  ) {
    self.name = name
    self.backbones = backbones
    self.preprocessing = preprocessing
    self.classes = classes
    self.looks = looks
    self.temperatures = temperatures
    self.verdict = verdict
    self.training = training
  }
}

/// A frozen net by name, with the SHA-256 of the publisher's file its weights were read from.
package struct BackboneReference: Codable, Hashable, Sendable {
  /// The backbone's name in the table of published backbones.
  package var name: String
  /// SHA-256 of its weights' file, hexadecimal.
  package var sha256: String

  package init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}

/// How the model was trained, in enough detail to reproduce it.
package struct TrainingRecord: Codable, Hashable, Sendable {
  /// How many images the head was trained on.
  package var images: Int
  /// Views per image.
  package var views: Int
  /// What the head is and starts from, in readable form.
  package var head: String
  /// The weight decay of the head.
  package var weightDecay: Double
  /// What everything random was drawn from.
  package var seed: UInt64
  /// SHA-256 over the training images' own hashes and labels, in order.
  package var dataHash: String
  /// How the backbones were fine-tuned; nil if they are the publishers'.
  package var tuning: TuningRecord?
  /// How much boxes grew on each side, as a fraction of their size, if the images were cropped to them; nil for whole
  /// images.
  package var boxMargin: Double?

  package init(images: Int, views: Int, head: String, weightDecay: Double, seed: UInt64, dataHash: String) {
    self.images = images
    self.views = views
    self.head = head
    self.weightDecay = weightDecay
    self.seed = seed
    self.dataHash = dataHash
  }
}

/// How a net was fine-tuned, and its effect on the validation split.
package struct TuningRecord: Codable, Hashable, Sendable {
  /// The options that determine the result, in readable form.
  package var recipe: [String: String]
  /// How many epochs were run.
  package var epochs: Int
  /// The epoch whose weights were kept.
  package var bestEpoch: Int
  /// Fractions of the validation images, from 0 to 1.
  package var top1Before: Double
  /// Top-1 accuracy on the validation images with those weights, from 0 to 1.
  package var top1After: Double

  package init(recipe: [String: String], epochs: Int, bestEpoch: Int, top1Before: Double, top1After: Double) {
    self.recipe = recipe
    self.epochs = epochs
    self.bestEpoch = bestEpoch
    self.top1Before = top1Before
    self.top1After = top1After
  }
}

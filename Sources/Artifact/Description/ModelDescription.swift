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
  /// How an image is answered by less than all nets and looks; nil where it always takes all of them.
  package var cascade: CascadePolicy?
  /// What the net is computed in 8 bits with, as its head was trained; nil where it never is.
  package var eightBits: EightBitRecord?
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
  /// The words that the model uses for what it knows; nil for neutral ones.
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

extension ModelDescription {
  /// Each class's groups by its id; empty without a taxonomy.
  package var groupsByClass: [String: [String]] {
    Dictionary(zip(classes.map(\.id), groups ?? [])) { first, _ in first }
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

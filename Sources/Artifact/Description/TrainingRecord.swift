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

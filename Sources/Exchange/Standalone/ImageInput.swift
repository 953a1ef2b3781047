/// How an image of any size becomes a network's input, inside of the ONNX graph itself.
package struct ImageInput: Hashable, Sendable {
  /// How the image comes to the square.
  package enum Fit: Hashable, Sendable {
    /// Width and height are scaled independently.
    case squash
    /// Scaled down to fit, never up, and centred on the fill colour.
    case letterbox
    /// The shorter side is scaled to the square, the longer one cut to its middle.
    case crop
  }

  /// Side of the square, in pixels.
  package var size: Int
  /// How an image of another shape comes to it.
  package var fit: Fit
  /// Subtracted from each red, green and blue value (0 to 1).
  package var mean: [Float]
  /// What the difference is then divided by.
  package var std: [Float]
  /// The letterbox's red, green and blue, from 0 to 1.
  package var fill: [Float]

  package init(size: Int, fit: Fit, mean: [Float], std: [Float], fill: [Float]) {
    (self.size, self.fit, self.mean, self.std, self.fill) = (size, fit, mean, std, fill)
  }
}

/// How a network's outputs become an answer, inside of the ONNX graph itself.
package struct AnswerOutput: Hashable, Sendable {
  /// What tells by the backbone's own logits whether an image shows the model's kind.
  package struct Presence: Hashable, Sendable {
    /// The backbone's own classes that belong to the kind: at least one, and not all.
    package var classes: [Int]
    /// Divides the backbone's own logits.
    package var temperature: Double
    /// The log odds whose presence is a half.
    package var middle: Double
    /// How much more of them multiplies the odds by e.
    package var spread: Double

    package init(classes: [Int], temperature: Double, middle: Double, spread: Double) {
      (self.classes, self.temperature, self.middle, self.spread) = (classes, temperature, middle, spread)
    }
  }

  /// Divides the head's logits before softmax.
  package var temperature: Double
  /// Nil where the file doesn't tell.
  package var presence: Presence?

  package init(temperature: Double, presence: Presence?) {
    (self.temperature, self.presence) = (temperature, presence)
  }
}

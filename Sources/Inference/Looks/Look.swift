import Imaging

/// One look at an image: what the net gave for one region of it.
package struct Look: Sendable {
  /// The part of the upright image that was looked at.
  package let region: Region
  /// Pooled features, `F` values.
  package let features: [Float]
  /// The backbone's own logits; empty when the net has no classifier of its own.
  package let ownLogits: [Float]
  /// The last feature map, `F × side × side`.
  package let map: [Float]
  /// The trained head's logits; empty when the net has none.
  package let logits: [Float]
}

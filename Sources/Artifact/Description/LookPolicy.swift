/// How an image is looked at more than once: where the first look's class map finds the object, it is cropped and
/// looked at again.
package struct LookPolicy: Codable, Hashable, Sendable {
  /// The default number of looks, from 1 to 3.
  package var count: Int
  /// The fraction of the evidence map's maximum above which a cell belongs to the object.
  package var threshold: Double
  /// How much the box grows on each side, as a fraction of its side.
  package var margin: Double

  /// The most looks that an image may have.
  package static let most = 3

  package init(count: Int, threshold: Double = 0.35, margin: Double = 0.06) {
    self.count = count
    self.threshold = threshold
    self.margin = margin
  }
}

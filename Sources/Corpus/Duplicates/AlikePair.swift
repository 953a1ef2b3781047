/// Two images that look alike, by their places in a list; `first` is below `second`.
package struct AlikePair: Hashable, Sendable {
  /// The lower place.
  package let first: Int
  /// The higher place.
  package let second: Int
  /// Bits of 256 that their hashes differ in.
  package let distance: Int

  package init(first: Int, second: Int, distance: Int) {
    self.first = first
    self.second = second
    self.distance = distance
  }
}

import Imaging

/// The thresholds of a data check.
package struct CheckupOptions: Hashable, Sendable {
  /// How large an image may be.
  package var limits = Limits()
  /// Images with a shorter side below this, in pixels, are tiny.
  package var tinySide = 64
  /// The longer side may be this many times the shorter.
  package var aspect = 4.0
  /// A class with fewer training images is tiny.
  package var tinyClass = 10
  /// A class is out of balance when the middle class has this many times its training images, or it of them.
  package var imbalance = 10.0
  /// Bits of 256 that near-duplicates may differ in; nil to choose it from the set's own distances, see `DistanceCounts`.
  package var nearLimit: Int?
  /// Files read in parallel.
  package var width = 1

  package init() {}
}

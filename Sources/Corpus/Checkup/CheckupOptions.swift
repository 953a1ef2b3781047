import Imaging

/// What a check takes for too little, too much and too alike.
package struct CheckupOptions: Hashable, Sendable {
  package var limits = Limits()
  /// Pictures with a shorter side below this, in pixels, are tiny.
  package var tinySide = 64
  /// The longer side may be this many times the shorter.
  package var aspect = 4.0
  /// A class with fewer training pictures is tiny.
  package var tinyClass = 10
  /// A class is out of balance when the middle class has this many times its training pictures, or it of them.
  package var imbalance = 10.0
  /// Bits of 256 that near-duplicates may differ in.
  package var nearLimit = NearDuplicates.limit
  /// Files that are read at once.
  package var width = 1

  package init() {}
}

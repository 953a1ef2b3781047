/// The position of one axis of a region in the source samples.
struct Extent {
  /// The samples of the first plane that are copied and enlarged; nil if the planes are used as they are.
  let copied: Range<Int>?
  /// How often each of them is repeated.
  let factor: Int
  /// In samples, after copying and enlarging.
  let start: Double
  let length: Double

  init(_ fraction: Double, _ share: Double, of side: Double, _ coarseness: Int) throws(ImagingError) {
    let length = max(share * side, min(1, side))
    let start = max(0, min(fraction * side, side - length))
    guard length < max(2.5, 1.5 * Double(coarseness)) else {
      self.init(copied: nil, factor: 1, start: start, length: length)
      return
    }
    let low = max(0, Int(start) / coarseness - 4) * coarseness
    let high = (Int(start + length) / coarseness + 5) * coarseness
    let factor = Int((Double(4 * coarseness) / length).rounded(.up))
    self.init(
      copied: low..<high, factor: factor, start: (start - Double(low)) * Double(factor),
      length: length * Double(factor))
  }

  private init(copied: Range<Int>?, factor: Int, start: Double, length: Double) {
    self.copied = copied
    self.factor = factor
    self.start = start
    self.length = length
  }
}

extension Extent {
  /// The samples copied of a plane of this many, which is coarser than the first by this much.
  func samples(_ count: Int, _ coarseness: Int) -> Range<Int> {
    guard let copied else { return 0..<count }
    return copied.lowerBound / coarseness..<min(copied.upperBound / coarseness, count)
  }
}

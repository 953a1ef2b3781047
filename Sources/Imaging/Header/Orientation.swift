/// How stored pixels must be rotated or mirrored to be upright (EXIF 2.32, tag 0x0112).
package enum Orientation: Int, Codable, Hashable, Sendable, CaseIterable {
  case upright = 1
  case mirrored, turnedAround, flipped, transposed, turnedLeft, transversed, turnedRight

  /// The stored width becomes the upright height.
  package var swapsSides: Bool { rawValue >= 5 }

  /// Whether the stored columns run against the upright axis that they become.
  var reversesColumns: Bool { [2, 3, 7, 8].contains(rawValue) }

  /// Whether the stored rows run against the upright axis that they become.
  var reversesRows: Bool { [3, 4, 6, 7].contains(rawValue) }

  /// The part of the stored image that shows a part of the upright one, both in fractions.
  func stored(_ region: Region) -> Region {
    var (x, y, width, height) = (region.x, region.y, region.width, region.height)
    if swapsSides { (x, y, width, height) = (y, x, height, width) }
    if reversesColumns { x = 1 - x - width }
    if reversesRows { y = 1 - y - height }
    return Region(x: x, y: y, width: width, height: height)
  }

  /// The part of the upright image that shows a part of the stored one, both in fractions.
  package func upright(_ region: Region) -> Region {
    var (x, y, width, height) = (region.x, region.y, region.width, region.height)
    if reversesColumns { x = 1 - x - width }
    if reversesRows { y = 1 - y - height }
    if swapsSides { (x, y, width, height) = (y, x, height, width) }
    return Region(x: x, y: y, width: width, height: height)
  }
}

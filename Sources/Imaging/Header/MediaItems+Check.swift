extension MediaItems {
  /// How deep images may be made of one another: toned from one whose transparency is a turned grid of tiles.
  private static let depth = 4

  /// Why decoding might take memory or time without measure, or never end; nil where it can't.
  ///
  /// libheif keeps the bytes of every item of metadata, follows references wherever they lead, and decodes each tile of a
  /// tile of a tile.
  func flaw(_ bytes: [UInt8]) -> String? {
    if isAmbiguous { return "it describes its images twice" }
    if isScattered { return "its items are in over \(PartBound.parts) places" }
    // An honest file claims each byte once, but for equal tiles.
    if claimed(bytes) > 2 * bytes.count { return "its items claim more bytes than the file has" }
    if associated > CodedSize.associations { return "its items have over \(CodedSize.associations) properties" }
    // Each of the three at most once (ISO/IEC 23000-22, 7.3.6.7).
    if changes > 3 { return "it is rotated, mirrored or cropped \(changes) times" }
    // Each part may be as large as the image, and lie anywhere: libheif has written outside of its canvas.
    if shownItems.contains(where: { types[$0] == Self.overlay }) {
      return "it is an overlay of images, which is not supported: save it as one image"
    }
    let tooMany = "it is made of over \(CodedSize.tiles) tiles"
    guard references <= CodedSize.tiles else { return tooMany }
    var known: [Int: Making] = [:]
    for item in parts.keys.sorted() {
      guard let making = making(of: item, &known, depth: Self.depth) else {
        return "its images are derived from one another over \(Self.depth) levels deep"
      }
      if making.tiles > CodedSize.tiles { return tooMany }
    }
    return nil
  }

  /// How many coded images are decoded for an item, and how deep it is made of others.
  private typealias Making = (tiles: Int, depth: Int)

  /// Nil where the item is made of others deeper than `depth`, or of itself.
  private func making(of item: Int, _ known: inout [Int: Making], depth: Int) -> Making? {
    guard let parts = parts[item] else { return (1, 0) }
    guard depth > 0 else { return nil }
    if let making = known[item] { return making.depth <= depth ? making : nil }
    var (tiles, deepest) = (0, 0)
    for part in parts {
      guard let making = making(of: part, &known, depth: depth - 1) else { return nil }
      tiles = min(tiles + making.tiles, CodedSize.tiles + 1)
      deepest = max(deepest, making.depth)
    }
    known[item] = (tiles, deepest + 1)
    return known[item]
  }
}

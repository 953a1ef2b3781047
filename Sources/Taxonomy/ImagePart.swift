/// A rectangle of an upright image, in fractions of its width and height from 0 to 1, y downwards.
public struct ImagePart: Codable, Hashable, Sendable {
  /// The left edge, as a fraction of the width.
  public let x: Double
  /// The upper edge, as a fraction of the height.
  public let y: Double
  /// The part's width, as a fraction of the whole.
  public let width: Double
  /// The part's height, as a fraction of the whole.
  public let height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// An upright image to show to people.
public struct ShownImage: Hashable, Sendable {
  /// A JPEG file.
  public let bytes: [UInt8]
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int

  public init(bytes: [UInt8], width: Int, height: Int) {
    self.bytes = bytes
    self.width = width
    self.height = height
  }
}

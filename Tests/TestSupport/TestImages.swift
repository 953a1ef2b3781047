import Foundation

/// Pixels to draw tests from: interleaved 8-bit RGB, width × height × 3 values, the same on every run.
public enum TestImages {
  /// Red grows to the right, green downwards, blue along the diagonal.
  public static func gradient(width: Int, height: Int) -> [UInt8] {
    draw(width, height) { x, y in (x, y, (x + y) / 2) }
  }

  /// Independent noise: the hardest to compress and to scale.
  public static func noise(width: Int, height: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<width * height * 3).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  /// Smooth waves with a coloured disc and a box off the middle: something of an image, alike in no two corners.
  public static func scene(width: Int, height: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let phase = (0..<6).map { _ in Double.random(in: 0..<6.28, using: &generator) }
    let (discX, discY) = (
      Double.random(in: 0.2...0.4, using: &generator), Double.random(in: 0.2...0.4, using: &generator)
    )
    return draw(width, height) { x, y in
      var (red, green, blue) = (
        0.5 + 0.3 * sin(9 * x + phase[0]) * cos(7 * y + phase[1]),
        0.5 + 0.3 * sin(5 * x + phase[2]) * cos(11 * y + phase[3]),
        0.5 + 0.3 * sin(13 * (x + y) + phase[4]) * cos(3 * (x - y) + phase[5])
      )
      if hypot(x - discX, y - discY) < 0.15 { (red, green, blue) = (0.8, 0.6 * y, 0.2) }
      if (0.6...0.85).contains(x), (0.55...0.9).contains(y) { (red, green, blue) = (0.1, 0.3, 0.9 * x) }
      return (red, green, blue)
    }
  }

  /// One colour.
  public static func plain(width: Int, height: Int, red: UInt8, green: UInt8, blue: UInt8) -> [UInt8] {
    Array(repeatElement([red, green, blue], count: width * height).joined())
  }

  /// Draws by a function of the place, 0 to 1 across and down, giving red, green and blue from 0 to 1.
  public static func draw(
    _ width: Int, _ height: Int, _ colour: (_ x: Double, _ y: Double) -> (Double, Double, Double)
  ) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let (red, green, blue) = colour((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
        for value in [red, green, blue] { pixels.append(UInt8(min(max(value, 0), 1) * 255 + 0.5)) }
      }
    }
    return pixels
  }

  /// A lossless WebP of one colour, 10,000 × 10,000 pixels in 28 bytes.
  public static let hugeWebP: [UInt8] = {
    var bits: UInt64 = 0
    var count: UInt64 = 0
    func put(_ value: UInt64, _ width: UInt64) {
      bits |= value << count
      count += width
    }
    // No transform, no colour cache, no groups of codes; five codes of one symbol each.
    for width in [1, 1, 1] as [UInt64] { put(0, width) }
    for _ in 0..<5 {
      put(1, 1)
      put(0, 1)
      put(0, 1)
      put(0, 1)
    }
    let data = (0..<3).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    let size = UInt32(9999) | UInt32(9999) << 14
    let head = [0x2F] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    return Array("RIFF".utf8) + [20, 0, 0, 0] + Array("WEBPVP8L".utf8) + [8, 0, 0, 0] + head + data
  }()
}

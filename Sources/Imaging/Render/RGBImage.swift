/// A small upright image to show or store: interleaved 8-bit sRGB, rows from the top.
package struct RGBImage: Hashable, Sendable {
  /// Pixels of a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// width × height × 3 values.
  package let pixels: [UInt8]

  /// Makes an image from pixel values; nil unless both sides are at least 1 and the number of values matches.
  package init?(width: Int, height: Int, pixels: [UInt8]) {
    guard (1...65_535).contains(width), (1...65_535).contains(height), pixels.count == width * height * 3 else {
      return nil
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

extension DecodedImage {
  /// Draws a part of the image, squashed to width × height (1 to 16,384 each).
  ///
  /// Throws `ImagingError.unrenderable`.
  package func rgb(width: Int, height: Int, region: Region = .whole) throws(ImagingError) -> RGBImage {
    guard (1...16_384).contains(width), (1...16_384).contains(height) else {
      throw .unrenderable(reason: "\(width)×\(height) is not from 1 to 16384 per side")
    }
    let drawing = try draw(region, width: width, height: height)
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      interleave(drawing, width: width, height: height, into: base, row: width * 3)
      count = width * height * 3
    }
    guard let image = RGBImage(width: width, height: height, pixels: pixels) else {
      throw .unrenderable(reason: "\(width)×\(height) is not a size")
    }
    return image
  }
}

extension DecodedImage {
  /// A drawn image to draw from again, the same as if it had been encoded without loss and decoded.
  ///
  /// Throws `ImagingError.outOfMemory`.
  package init(_ image: RGBImage) throws(ImagingError) {
    var planes: [Plane] = []
    for _ in 0..<3 { planes.append(try Plane(width: image.width, height: image.height)) }
    image.pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<image.height {
        let (reds, greens, blues) = (planes[0].row(y), planes[1].row(y), planes[2].row(y))
        for x in 0..<image.width {
          let place = (y * image.width + x) * 3
          (reds[x], greens[x], blues[x]) = (pixels[place], pixels[place + 1], pixels[place + 2])
        }
      }
    }
    self.init(
      ImageHeader(kind: .png, storedWidth: image.width, storedHeight: image.height, orientation: .upright),
      Pixels(coding: .rgb, planes: planes, width: Double(image.width), height: Double(image.height)))
  }
}

extension DecodedImage {
  /// Draws the image as a square of size × size 8-bit pixels, upright, resized as `planes` does; `fill`
  /// (red, green, blue from 0 to 1) is what a letterbox adds.
  ///
  /// Throws `ImagingError.unrenderable`.
  package func square(
    _ size: Int, resize: ResizeMode, region: Region = .whole, fill: [Float] = [0, 0, 0]
  ) throws(ImagingError) -> RGBImage {
    let preprocessing = Preprocessing(size: size, resize: resize, mean: [0, 0, 0], std: [1, 1, 1])
    if let fault = preprocessing.fault { throw .unrenderable(reason: fault) }
    let layout = Layout(preprocessing, region, width: width, height: height)
    let drawing = try draw(layout.region, width: layout.width, height: layout.height)
    let pixels = [UInt8](unsafeUninitializedCapacity: preprocessing.count) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      if layout.width < size || layout.height < size {
        let bytes = fill.map { UInt8((min(max($0, 0), 1) * 255).rounded()) }
        for place in buffer.indices { buffer[place] = bytes[place % 3] }
      }
      interleave(
        drawing, width: layout.width, height: layout.height, into: base + 3 * (layout.top * size + layout.left),
        row: 3 * size)
      count = preprocessing.count
    }
    guard let image = RGBImage(width: size, height: size, pixels: pixels) else {
      throw .unrenderable(reason: "\(size)×\(size) is not a size")
    }
    return image
  }
}

extension Picture {
  /// Draws the picture as a square of size × size 8-bit pixels, upright, resized as `planes` does; a letterbox is black.
  ///
  /// Throws `ImagingError.unrenderable`.
  package func square(_ size: Int, resize: ResizeMode, region: Region = .whole) throws(ImagingError) -> RGBImage {
    let preprocessing = Preprocessing(size: size, resize: resize, mean: [0, 0, 0], deviation: [1, 1, 1])
    if let fault = preprocessing.fault { throw .unrenderable(reason: fault) }
    let layout = Layout(preprocessing, region, width: width, height: height)
    let drawing = try draw(layout.region, width: layout.width, height: layout.height)
    var planes: [Plane] = []
    for stored in drawing.planes {
      let plane = try Plane(width: layout.width, height: layout.height, sample: 4)
      upright(
        stored, mirrored: false, width: layout.width, height: layout.height, scale: 255, shift: 0.5,
        into: plane.floats(0), row: plane.stride / MemoryLayout<Float>.stride)
      planes.append(plane)
    }
    // One plane, of gray, stands for all three.
    let (red, green, blue) = (planes[0], planes[planes.count > 1 ? 1 : 0], planes[planes.count > 2 ? 2 : 0])
    let pixels = [UInt8](unsafeUninitializedCapacity: preprocessing.count) { buffer, count in
      if layout.width < size || layout.height < size { buffer.initialize(repeating: 0) }
      for y in 0..<layout.height {
        let (reds, greens, blues) = (red.floats(y), green.floats(y), blue.floats(y))
        guard let row = buffer.baseAddress.map({ $0 + 3 * ((layout.top + y) * size + layout.left) }) else { return }
        for x in 0..<layout.width {
          row[3 * x] = UInt8(truncatingIfNeeded: Int32(reds[x]))
          row[3 * x + 1] = UInt8(truncatingIfNeeded: Int32(greens[x]))
          row[3 * x + 2] = UInt8(truncatingIfNeeded: Int32(blues[x]))
        }
      }
      count = preprocessing.count
    }
    guard let image = RGBImage(width: size, height: size, pixels: pixels) else {
      throw .unrenderable(reason: "\(size)×\(size) is no size")
    }
    return image
  }
}

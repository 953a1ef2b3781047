extension DecodedImage {
  /// The image as a net's input: three planes (red, green, blue) of size × size rows from the top,
  /// (value − mean) / deviation of sRGB values from 0 to 1.
  ///
  /// `region` is what is looked at; `mirrored` turns the finished square left to right. Resizing is antialiased
  /// bicubic; letterbox never scales up. Throws `ImagingError.unrenderable`.
  package func planes(
    _ preprocessing: Preprocessing, region: Region = .whole, mirrored: Bool = false
  ) throws(ImagingError) -> [Float] {
    if let fault = preprocessing.fault { throw .unrenderable(reason: fault) }
    var failure: ImagingError?
    let values = [Float](unsafeUninitializedCapacity: preprocessing.count) { buffer, count in
      do throws(ImagingError) {
        try planes(preprocessing, region: region, mirrored: mirrored, into: buffer)
        count = preprocessing.count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return values
  }

  /// Writes the planes in place: `buffer` has room for exactly `preprocessing.count` values.
  package func planes(
    _ preprocessing: Preprocessing, region: Region = .whole, mirrored: Bool = false,
    into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(ImagingError) {
    if let fault = preprocessing.fault { throw .unrenderable(reason: fault) }
    guard let base = buffer.baseAddress, buffer.count == preprocessing.count else {
      throw .unrenderable(reason: "\(preprocessing.count) values don't fit into \(buffer.count)")
    }
    let layout = Layout(preprocessing, region, width: width, height: height)
    let drawing = try draw(layout.region, width: layout.width, height: layout.height)
    let size = preprocessing.size
    for channel in 0..<3 {
      let (mean, std) = (preprocessing.mean[channel], preprocessing.std[channel])
      let plane = base + channel * size * size
      if layout.width < size || layout.height < size {
        let fill = (preprocessing.fill[channel] - mean) / std
        UnsafeMutableBufferPointer(start: plane, count: size * size).update(repeating: fill)
      }
      let left = mirrored ? size - layout.left - layout.width : layout.left
      upright(
        drawing.planes[min(channel, drawing.planes.count - 1)], mirrored: mirrored, width: layout.width,
        height: layout.height, scale: 1 / std, shift: -mean / std,
        into: plane + layout.top * size + left, row: size)
    }
  }

  func draw(_ region: Region, width: Int, height: Int) throws(ImagingError) -> Drawing {
    let (across, down) = orientation.swapsSides ? (height, width) : (width, height)
    return try Drawing(pixels, orientation.stored(region.within(part)), width: across, height: down)
  }

  /// Writes a stored plane upright (and mirrored), each value cut to 0…1, times `scale` plus `shift`.
  func upright(
    _ stored: Plane, mirrored: Bool, width: Int, height: Int, scale: Float, shift: Float,
    into target: UnsafeMutablePointer<Float>, row: Int
  ) {
    let walk = Walk(through: stored, orientation, mirrored: mirrored, width: width)
    for y in 0..<height {
      let from = walk.row(y)
      let to = target + y * row
      if walk.right == 1 {
        for x in 0..<width { to[x] = min(max(from[x], 0), 1) * scale + shift }
      } else {
        for x in 0..<width { to[x] = min(max(from[x * walk.right], 0), 1) * scale + shift }
      }
    }
  }

  /// Writes a drawing upright as interleaved 8-bit RGB, `row` bytes from one row to the next.
  func interleave(
    _ drawing: Drawing, width: Int, height: Int, into target: UnsafeMutablePointer<UInt8>, row: Int
  ) {
    // One plane, of gray, stands for all three.
    let walks = (0..<3).map {
      Walk(
        through: drawing.planes[min($0, drawing.planes.count - 1)], orientation, mirrored: false, width: width)
    }
    // From 2²³ on a float's last bits count in ones: the addition leaves the rounded value there.
    func byte(_ value: Float) -> UInt8 {
      UInt8(truncatingIfNeeded: (min(max(value, 0), 1) * 255 + 0x1p23).bitPattern)
    }
    for y in 0..<height {
      let (reds, greens, blues) = (walks[0].row(y), walks[1].row(y), walks[2].row(y))
      let right = walks[0].right
      var to = target + y * row
      for x in 0..<width {
        to[0] = byte(reds[x &* right])
        to[1] = byte(greens[x &* right])
        to[2] = byte(blues[x &* right])
        to += 3
      }
    }
  }
}

/// How an upright image's rows run through a plane that is stored rotated.
private struct Walk {
  let right: Int
  private let start: UnsafeMutablePointer<Float>
  private let down: Int

  init(through stored: Plane, _ orientation: Orientation, mirrored: Bool, width: Int) {
    // Steps, in floats, that one upright pixel to the right and one down take through the stored plane.
    let pitch = stored.stride / MemoryLayout<Float>.stride
    let (columns, rows) = (orientation.reversesColumns, orientation.reversesRows)
    var first = (columns ? stored.width - 1 : 0) + (rows ? stored.height - 1 : 0) * pitch
    let (column, line) = (columns ? -1 : 1, rows ? -pitch : pitch)
    var (right, down) = orientation.swapsSides ? (line, column) : (column, line)
    if mirrored {
      first += right * (width - 1)
      right = -right
    }
    (self.right, self.down, start) = (right, down, stored.floats(0) + first)
  }

  func row(_ y: Int) -> UnsafeMutablePointer<Float> { start + y * down }
}

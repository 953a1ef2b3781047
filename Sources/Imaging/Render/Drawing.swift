/// Stored pixels drawn to a size, still in stored orientation: float planes, one for gray and three for RGB.
struct Drawing {
  let planes: [Plane]

  /// Draws `region` (of the stored image) to width × height.
  init(_ pixels: Pixels, _ region: Region, width: Int, height: Int) throws(ImagingError) {
    // zimg's filters need more than two samples of luma and one of chroma on either side, in source and target: smaller
    // ones are drawn from repeated samples, or drawn larger and averaged.
    let across = try Extent(region.x, region.width, of: pixels.width, pixels.coarseness.x)
    let down = try Extent(region.y, region.height, of: pixels.height, pixels.coarseness.y)
    let source = try pixels.magnified(across, down)
    let spareX = width < 4 ? 4 : 1
    let spareY = height < 4 ? 4 : 1
    let geometry = Geometry(
      coding: pixels.coding, sourceWidth: source[0].width, sourceHeight: source[0].height, left: across.start,
      top: down.start, width: across.length, height: down.length, targetWidth: width * spareX,
      targetHeight: height * spareY)
    let graph = try GraphCache.shared.graph(geometry)
    var drawn: [Plane] = []
    for _ in source { drawn.append(try Plane(width: geometry.targetWidth, height: geometry.targetHeight, sample: 4)) }
    try graph.draw(source, into: drawn)
    if spareX * spareY > 1 {
      for index in drawn.indices { drawn[index] = try drawn[index].averaged(spareX, spareY) }
    }
    planes = drawn
  }
}

extension Pixels {
  /// The planes to draw from: these, or copies of a small part with every sample repeated.
  func magnified(_ across: Extent, _ down: Extent) throws(ImagingError) -> [Plane] {
    guard across.copied != nil || down.copied != nil else { return planes }
    var copies: [Plane] = []
    for plane in planes {
      let coarseX = planes[0].width / plane.width
      let coarseY = planes[0].height / plane.height
      copies.append(
        try plane.repeated(
          across.samples(plane.width, coarseX), across.factor, down.samples(plane.height, coarseY), down.factor))
    }
    return copies
  }
}

extension Plane {
  fileprivate func repeated(_ columns: Range<Int>, _ timesX: Int, _ rows: Range<Int>, _ timesY: Int)
    throws(ImagingError) -> Plane
  {
    let copy = try Plane(width: columns.count * timesX, height: rows.count * timesY)
    for y in 0..<copy.height {
      let from = row(rows.lowerBound + y / timesY)
      let to = copy.row(y)
      for x in 0..<copy.width { to[x] = from[columns.lowerBound + x / timesX] }
    }
    return copy
  }

  /// The mean of each block of this many float samples.
  fileprivate func averaged(_ blockX: Int, _ blockY: Int) throws(ImagingError) -> Plane {
    let mean = try Plane(width: width / blockX, height: height / blockY, sample: 4)
    for y in 0..<mean.height {
      for x in 0..<mean.width {
        var sum: Float = 0
        for down in 0..<blockY {
          for across in 0..<blockX { sum += floats(y * blockY + down)[x * blockX + across] }
        }
        mean.floats(y)[x] = sum / Float(blockX * blockY)
      }
    }
    return mean
  }
}

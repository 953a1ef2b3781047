import CVips

/// Parts interleaved rows into planes.
struct PlaneSink: RowSink {
  private var coding = Pixels.Coding.rgb
  private var planes: [Plane] = []
  private var next = 0

  /// The rows that are still to come.
  var missing: Int { (planes.first?.height ?? 0) - next }

  mutating func begin(_ coding: Pixels.Coding, width: Int, height: Int) throws(ImagingError) {
    self.coding = coding
    planes = []
    for _ in 0..<3 { planes.append(try Plane(width: width, height: height)) }
    next = 0
  }

  mutating func add(_ rows: UnsafePointer<UInt8>, count: Int, stride: Int) throws(ImagingError) {
    guard count <= missing else { throw .unrenderable(reason: "more rows came than were announced") }
    cvips_part(
      rows, stride, Int32(planes[0].width), Int32(count), planes[0].row(next), planes[1].row(next), planes[2].row(next),
      planes[0].stride)
    next += count
  }

  /// The planes; nil where rows are missing.
  var pixels: Pixels? {
    guard let first = planes.first, missing == 0 else { return nil }
    return Pixels(coding: coding, planes: planes, width: Double(first.width), height: Double(first.height))
  }
}

import CTurboJPEG
import Foundation

/// Decodes ordinary JPEG files, gray or YCbCr, to their own planes with libjpeg-turbo.
///
/// A file that ends before its last scan does is refused; one that lacks only its end marker isn't, nor is one that
/// libjpeg-turbo only warns about (stray bytes, a damaged stretch within the scan), as browsers do.
enum JPEGDecoder {
  private static let flags = TJFLAG_LIMITSCANS

  /// Decodes, scaled by 1/2, 1/4 or 1/8 as long as the shorter side stays at `minimumSide` or above.
  ///
  /// Returns nil for what TurboJPEG doesn't decode to planes: CMYK, RGB-coded or unusually subsampled files.
  static func decode(
    _ bytes: [UInt8], _ header: JPEGHeader, minimumSide: Int?
  ) throws(ImagingError) -> Pixels? {
    guard let handle = tjInitDecompress() else { throw .undecodable(.jpeg, reason: "there is not enough memory") }
    defer { tjDestroy(handle) }
    var (width, height, subsampling, colour): (Int32, Int32, Int32, Int32) = (0, 0, -1, -1)
    let status = tjDecompressHeader3(handle, bytes, UInt(bytes.count), &width, &height, &subsampling, &colour)
    if status != 0, tjGetErrorCode(handle) != TJERR_WARNING.rawValue { return nil }
    guard let coding = coding(subsampling: TJSAMP(rawValue: UInt32(bitPattern: subsampling)), colour: colour) else {
      return nil
    }
    guard width == header.width, height == header.height else {
      throw .undecodable(.jpeg, reason: "its headers disagree on the size")
    }
    let shrink = shrink(width: header.width, height: header.height, minimumSide: minimumSide)
    let pixels = try self.pixels(coding, header, subsampling: subsampling, shrink: shrink)
    guard let fault = read(bytes, handle, into: pixels, header, shrink) else { return pixels }
    if tjGetErrorCode(handle) == TJERR_FATAL.rawValue { throw .undecodable(.jpeg, reason: fault) }
    // Only the end marker may be missing: with one appended, a complete file decodes without a warning.
    if !header.isClosed(bytes), read(bytes + [0xFF, 0xD9], handle, into: pixels, header, shrink) != nil {
      throw .undecodable(.jpeg, reason: "it is truncated: \(fault)")
    }
    return pixels
  }

  /// The largest of 8, 4 and 2 that leaves the shorter side long enough, else 1.
  static func shrink(width: Int, height: Int, minimumSide: Int?) -> Int {
    guard let minimumSide else { return 1 }
    // Below 16 samples two of TurboJPEG's scales can give the same size, and its choice would be unknown.
    return [8, 4, 2].first { min(width, height) / $0 >= max(minimumSide, 16) } ?? 1
  }

  private static func coding(subsampling: TJSAMP, colour: Int32) -> Pixels.Coding? {
    switch (TJCS(rawValue: UInt32(bitPattern: colour)), subsampling) {
    case (TJCS_GRAY, _): .gray
    case (TJCS_YCbCr, TJSAMP_444): .yuv(shiftX: 0, shiftY: 0)
    case (TJCS_YCbCr, TJSAMP_422): .yuv(shiftX: 1, shiftY: 0)
    case (TJCS_YCbCr, TJSAMP_420): .yuv(shiftX: 1, shiftY: 1)
    case (TJCS_YCbCr, TJSAMP_440): .yuv(shiftX: 0, shiftY: 1)
    case (TJCS_YCbCr, TJSAMP_411): .yuv(shiftX: 2, shiftY: 0)
    default: nil
    }
  }

  private static func pixels(
    _ coding: Pixels.Coding, _ header: JPEGHeader, subsampling: Int32, shrink: Int
  ) throws(ImagingError) -> Pixels {
    let (width, height) = scaled(header, shrink)
    var planes: [Plane] = []
    for component in 0..<Int32(coding == .gray ? 1 : 3) {
      let planeWidth = tjPlaneWidth(component, width, subsampling)
      let planeHeight = tjPlaneHeight(component, height, subsampling)
      planes.append(try Plane(width: Int(planeWidth), height: Int(planeHeight)))
    }
    return Pixels(
      coding: coding, planes: planes, width: Double(header.width) / Double(shrink),
      height: Double(header.height) / Double(shrink))
  }

  private static func scaled(_ header: JPEGHeader, _ shrink: Int) -> (Int32, Int32) {
    (Int32((header.width + shrink - 1) / shrink), Int32((header.height + shrink - 1) / shrink))
  }

  /// Fills the planes; returns what TurboJPEG complained about, if anything.
  private static func read(
    _ bytes: [UInt8], _ handle: tjhandle, into pixels: Pixels, _ header: JPEGHeader, _ shrink: Int
  ) -> String? {
    let (width, height) = scaled(header, shrink)
    var pointers: [UnsafeMutablePointer<UInt8>?] = pixels.planes.map { $0.row(0) }
    var strides = pixels.planes.map { Int32($0.stride) }
    pointers += Array(repeating: nil, count: 3 - pointers.count)
    strides += Array(repeating: 0, count: 3 - strides.count)
    let status = tjDecompressToYUVPlanes(
      handle, bytes, UInt(bytes.count), &pointers, width, &strides, height, flags)
    return status == 0 ? nil : said(handle)
  }

  private static func said(_ handle: tjhandle) -> String {
    guard let text = tjGetErrorStr2(handle) else { return "for no reason given" }
    return String(cString: text)
  }
}

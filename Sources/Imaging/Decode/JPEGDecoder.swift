import CTurboJPEG
import Foundation

/// Decodes ordinary JPEG files, gray or YCbCr, with libjpeg-turbo: to their own planes, or through an embedded profile to
/// sRGB.
///
/// A file that ends before its last scan does is refused, unless the limits accept it in part; one that lacks only its
/// end marker isn't, nor is one that libjpeg-turbo only warns about (stray bytes, a damaged stretch within the scan), as
/// browsers do.
enum JPEGDecoder {
  private static let flags = TJFLAG_LIMITSCANS

  /// Decodes, scaled by 1/2, 1/4 or 1/8 as long as the shorter side stays at `minimumSide` or above.
  ///
  /// Returns nil for what TurboJPEG doesn't decode to planes: CMYK, RGB-coded or unusually subsampled files, and gray ones
  /// with a profile.
  static func decode(
    _ bytes: [UInt8], _ header: JPEGHeader, limits: Limits, minimumSide: Int?, through transform: ColourTransform? = nil
  ) throws(ImagingError) -> Pixels? {
    let size = 3 * header.width * header.height
    guard let handle = tjInitDecompress() else { throw .outOfMemory(bytes: size) }
    defer { tjDestroy(handle) }
    var (width, height, subsampling, colour): (Int32, Int32, Int32, Int32) = (0, 0, -1, -1)
    let status = tjDecompressHeader3(handle, bytes, UInt(bytes.count), &width, &height, &subsampling, &colour)
    if status != 0, tjGetErrorCode(handle) != TJERR_WARNING.rawValue { return nil }
    guard let coding = coding(subsampling: TJSAMP(rawValue: UInt32(bitPattern: subsampling)), colour: colour),
      transform == nil || coding != .gray
    else { return nil }
    guard width == header.width, height == header.height else {
      throw .undecodable(.jpeg, reason: "its headers disagree on the size")
    }
    let shrink = shrink(width: header.width, height: header.height, minimumSide: minimumSide)
    let target =
      if let transform {
        try Target(header, shrink, through: transform)
      } else {
        try Target(header, shrink, coding: coding, subsampling: subsampling)
      }
    switch target.read(bytes, handle) {
    case .whole: return target.pixels
    case .warned:
      // Only the end marker may be missing: with one appended, a complete file decodes without a warning.
      guard !header.isClosed(bytes), target.read(bytes + endMarker, handle) != .whole else { return target.pixels }
    case .failed(let fault):
      // A file that ends within a table of a later scan has the scans before it.
      guard !header.isClosed(bytes), let end = header.cutSegment(bytes),
        !target.read(bytes[..<end] + endMarker, handle).isFailure
      else {
        // "Insufficient memory (case 4)", "Memory allocation failure".
        throw fault.contains("emory") ? .outOfMemory(bytes: size) : .undecodable(.jpeg, reason: fault)
      }
    }
    return try target.pixels.truncated(.jpeg, limits)
  }

  private static let endMarker: [UInt8] = [0xFF, 0xD9]

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
}

extension JPEGDecoder {
  /// Where a file is decoded to.
  private struct Target {
    let pixels: Pixels
    /// Interleaved pixels before they are converted.
    private let interleaved: Plane?
    private let transform: ColourTransform?
    private let width: Int32
    private let height: Int32

    /// The file's own planes.
    init(_ header: JPEGHeader, _ shrink: Int, coding: Pixels.Coding, subsampling: Int32) throws(ImagingError) {
      (width, height) = Self.scaled(header, shrink)
      var planes: [Plane] = []
      for component in 0..<Int32(coding == .gray ? 1 : 3) {
        let planeWidth = tjPlaneWidth(component, width, subsampling)
        let planeHeight = tjPlaneHeight(component, height, subsampling)
        planes.append(try Plane(width: Int(planeWidth), height: Int(planeHeight)))
      }
      (interleaved, transform) = (nil, nil)
      pixels = Pixels(
        coding: coding, planes: planes, width: Double(header.width) / Double(shrink),
        height: Double(header.height) / Double(shrink))
    }

    /// Planes of sRGB.
    init(_ header: JPEGHeader, _ shrink: Int, through transform: ColourTransform) throws(ImagingError) {
      (width, height) = Self.scaled(header, shrink)
      var planes: [Plane] = []
      for _ in 0..<3 { planes.append(try Plane(width: Int(width), height: Int(height))) }
      interleaved = try Plane(width: 3 * Int(width), height: Int(height))
      self.transform = transform
      pixels = Pixels(coding: .rgb, planes: planes, width: Double(width), height: Double(height))
    }

    private static func scaled(_ header: JPEGHeader, _ shrink: Int) -> (Int32, Int32) {
      (Int32((header.width + shrink - 1) / shrink), Int32((header.height + shrink - 1) / shrink))
    }

    /// Fills the planes.
    func read(_ bytes: [UInt8], _ handle: tjhandle) -> Outcome {
      let outcome = write(bytes, handle)
      // In place, so not before the rows were looked at.
      if !outcome.isFailure, let interleaved { transform?.part(interleaved, into: pixels.planes) }
      return outcome
    }

    private func write(_ bytes: [UInt8], _ handle: tjhandle) -> Outcome {
      mark(0)
      guard run(bytes, handle) != 0 else { return .whole }
      let fault = tjGetErrorStr2(handle).map { String(cString: $0) } ?? "no reason given"
      guard tjGetErrorCode(handle) == TJERR_WARNING.rawValue else { return .failed(fault) }
      // TurboJPEG calls a failure a warning where there was a warning before it. Then the last rows are as they were.
      if isMarked(0) {
        mark(255)
        _ = run(bytes, handle)
        if isMarked(255) { return .failed(fault) }
      }
      return .warned
    }

    private func run(_ bytes: [UInt8], _ handle: tjhandle) -> Int32 {
      if let interleaved {
        return tjDecompress2(
          handle, bytes, UInt(bytes.count), interleaved.row(0), width, Int32(interleaved.stride), height,
          Int32(TJPF_RGB.rawValue), JPEGDecoder.flags)
      }
      var pointers: [UnsafeMutablePointer<UInt8>?] = pixels.planes.map { $0.row(0) }
      var strides = pixels.planes.map { Int32($0.stride) }
      pointers += Array(repeating: nil, count: 3 - pointers.count)
      strides += Array(repeating: 0, count: 3 - strides.count)
      return tjDecompressToYUVPlanes(
        handle, bytes, UInt(bytes.count), &pointers, width, &strides, height, JPEGDecoder.flags)
    }

    /// What TurboJPEG writes to.
    private var written: [Plane] { interleaved.map { [$0] } ?? pixels.planes }

    /// Fills the last rows, which are written last.
    private func mark(_ value: UInt8) {
      for plane in written { plane.row(plane.height - 1).update(repeating: value, count: plane.width) }
    }

    private func isMarked(_ value: UInt8) -> Bool {
      written.allSatisfy { plane in
        UnsafeBufferPointer(start: plane.row(plane.height - 1), count: plane.width).allSatisfy { $0 == value }
      }
    }
  }

  /// What became of the planes.
  private enum Outcome: Equatable {
    case whole
    /// All is written, and some of it was guessed.
    case warned
    /// Some of it isn't written; TurboJPEG's reason.
    case failed(String)

    var isFailure: Bool { if case .failed = self { true } else { false } }
  }
}

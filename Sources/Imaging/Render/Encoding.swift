import CTurboJPEG
import CVips

/// How much coarser a JPEG's chroma is than its luma.
package enum Subsampling: Hashable, Sendable, CaseIterable {
  /// The same resolution.
  case none
  /// Half the resolution horizontally.
  case half
  /// Half the resolution both ways, as in cameras.
  case quarter
}

extension RGBImage {
  /// Encodes as JPEG of quality 1 to 100.
  ///
  /// Throws `ImagingError.unrenderable`.
  package func jpeg(
    quality: Int = 90, subsampling: Subsampling = .quarter, progressive: Bool = false
  ) throws(ImagingError) -> [UInt8] {
    guard let handle = tjInitCompress() else { throw .unrenderable(reason: "there is not enough memory") }
    defer { tjDestroy(handle) }
    var output: UnsafeMutablePointer<UInt8>?
    var length: UInt = 0
    defer { tjFree(output) }
    let coarse =
      switch subsampling {
      case .none: TJSAMP_444
      case .half: TJSAMP_422
      case .quarter: TJSAMP_420
      }
    let flags = TJFLAG_ACCURATEDCT | (progressive ? TJFLAG_PROGRESSIVE : 0)
    let status = tjCompress2(
      handle, pixels, Int32(width), 0, Int32(height), Int32(TJPF_RGB.rawValue), &output, &length,
      Int32(coarse.rawValue), Int32(min(max(quality, 1), 100)), flags)
    guard status == 0, let output else { throw .unrenderable(reason: "libjpeg-turbo can't encode it") }
    return [UInt8](UnsafeBufferPointer(start: output, count: Int(length)))
  }

  /// Encodes as PNG.
  ///
  /// Throws `ImagingError.unrenderable`.
  package func png() throws(ImagingError) -> [UInt8] {
    guard VipsDecoder.started else { throw .unrenderable(reason: "libvips did not start") }
    var output: UnsafeMutableRawPointer?
    var length = 0
    defer { cvips_free(output) }
    guard cvips_png(pixels, Int32(width), Int32(height), &output, &length) == 0, let output else {
      throw .unrenderable(reason: "libvips can't encode it")
    }
    return [UInt8](UnsafeRawBufferPointer(start: output, count: length))
  }

  /// Encodes as lossy WebP of quality 1 to 100.
  ///
  /// Throws `ImagingError.unrenderable`, also where libvips was built without WebP.
  package func webp(quality: Int = 90) throws(ImagingError) -> [UInt8] {
    guard VipsDecoder.started else { throw .unrenderable(reason: "libvips did not start") }
    var output: UnsafeMutableRawPointer?
    var length = 0
    defer { cvips_free(output) }
    let chosen = Int32(min(max(quality, 1), 100))
    guard cvips_webp(pixels, Int32(width), Int32(height), chosen, &output, &length) == 0, let output else {
      throw .unrenderable(reason: "libvips can't encode it as WebP")
    }
    return [UInt8](UnsafeRawBufferPointer(start: output, count: length))
  }
}

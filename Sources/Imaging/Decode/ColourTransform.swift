import CVips
import Support

/// What converts pixels from an embedded ICC profile to sRGB.
///
/// `@unchecked Sendable`: lcms writes nothing into it once it is made.
final class ColourTransform: @unchecked Sendable {
  /// For `cvips_convert`.
  let handle: UnsafeMutableRawPointer

  private init?(_ profile: [UInt8], layout: Int32) {
    // libvips has the profile of sRGB.
    guard VipsDecoder.started,
      let handle = profile.withUnsafeBytes({ cvips_transform($0.baseAddress, $0.count, layout) })
    else {
      return nil
    }
    self.handle = handle
  }

  deinit { cvips_transform_free(handle) }

  private struct Key: Hashable {
    let profile: String
    let layout: Int32
  }

  /// Making one takes longer than decoding a small image, and all images of a camera have the same profile.
  private static let cache = RecentCache<Key, ColourTransform?>(capacity: 32)

  /// Returns the transform for pixels of a layout as `cvips_layout` names it; nil for a profile that doesn't fit them.
  static func from(_ profile: [UInt8], layout: Int32) -> ColourTransform? {
    guard layout != 0 else { return nil }
    return cache.value(Key(profile: ContentHash.of(profile), layout: layout)) {
      ColourTransform(profile, layout: layout)
    }
  }
}

extension ColourTransform {
  /// The layout of interleaved red, green and blue of a byte each.
  static let rgb: Int32 = 3 | 1 << 8

  /// Converts interleaved pixels, in place, and parts them into planes of as many rows.
  func part(_ interleaved: Plane, into planes: [Plane]) {
    cvips_transform_rows(
      handle, interleaved.row(0), Int32(planes[0].width), Int32(planes[0].height), interleaved.stride,
      planes[0].row(0), planes[1].row(0), planes[2].row(0), planes[0].stride)
  }
}

@testable import Imaging

enum ImagingTargets {
  private static let limits = Limits(bytes: 1 << 20, side: 2048, pixels: 1 << 18)

  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    switch target {
    case .exif:
      let texts = ["tEXt", "zTXt", "iTXt"].compactMap { PNGText.content($0, bytes[...]) }
      _ = try? TIFFColours.areYCbCr(bytes)
      return EXIF.orientation(bytes) ?? XMP.orientation(bytes) != nil || !texts.isEmpty
    case .icc: return converts(bytes)
    case .image:
      let summed = MendedSums.png(bytes)
      let taken = summed == bytes ? nil : try? decodes(summed)
      return try taken ?? decodes(bytes)
    default:
      let kind = try ImageFormat.tell(bytes)
      _ = kind.isTruncated(bytes)
      let header = try DecodedImage.inspect(bytes, limits: limits)
      precondition(header.width > 0 && header.height > 0 && header.frames > 0)
      let cost = try DecodedImage.decodingCost(bytes, limits: limits, minimumSide: 32)
      precondition(cost >= 0)
      return true
    }
  }

  /// Makes what converts each kind of pixels by a profile.
  private static func converts(_ profile: [UInt8]) -> Bool {
    guard let foreign = ICCProfile.foreign(profile) else { return true }
    precondition(foreign.count == profile.count)
    return [1, 3, 4].contains { ColourTransform.from(foreign, layout: $0 | 1 << 8) != nil }
  }

  /// Decodes at full size and smaller, and draws what the net would see.
  private static func decodes(_ bytes: [UInt8]) throws -> Bool {
    let header = try DecodedImage.inspect(bytes, limits: limits)
    let preprocessing = Preprocessing(size: 32, resize: .squash, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5])
    for side in [nil, 16] {
      let image = try DecodedImage.decode(bytes, limits: limits, minimumSide: side)
      precondition(image.width == header.width && image.height == header.height)
      let planes = try image.planes(preprocessing)
      precondition(planes.count == 3 * 32 * 32 && planes.allSatisfy(\.isFinite))
    }
    return true
  }
}

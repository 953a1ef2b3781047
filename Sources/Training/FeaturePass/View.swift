import Artifact
import Imaging
import Inference
import Support

/// One way of showing an image to the frozen net; each view is a row of features.
package enum View: Hashable, Sendable {
  case original
  case mirrored
  /// A random crop, the same for the same image, seed and number.
  case crop(seed: UInt64, number: Int)
  /// The crop where the first look found the object, by the stated policy.
  case secondLook(threshold: Double, margin: Double)
  /// A view of a changed copy.
  indirect case shifted(ImageShift, View)

  /// The first `count` of: original, mirrored, random crops.
  package static func first(_ count: Int, seed: UInt64) -> [View] {
    (0..<count).map { number in
      switch number {
      case 0: .original
      case 1: .mirrored
      default: .crop(seed: seed, number: number - 2)
      }
    }
  }

  /// Stable text that identifies the view in the cache's key.
  var name: String {
    switch self {
    case .original: "original"
    case .mirrored: "mirrored"
    case .crop(let seed, let number): "crop \(seed) \(number)"
    case .secondLook(let threshold, let margin): "second look \(threshold) \(margin)"
    case .shifted(let shift, let view): "\(shift.rawValue) \(view.name)"
    }
  }

  /// How the image is changed before it is looked at; nil where it isn't.
  var shift: ImageShift? { if case .shifted(let shift, _) = self { shift } else { nil } }

  /// Whether what is seen depends on where a first look finds something.
  var isLed: Bool {
    switch self {
    case .secondLook: true
    case .shifted(_, let view): view.isLed
    case .original, .mirrored, .crop: false
    }
  }

  /// The view as a look at one image, or at its changed copy; `digest` is of the image's bytes, from which a random crop is drawn.
  func look(at image: DecodedImage, digest: SHA256Digest) -> LookKind {
    switch self {
    case .original: return .whole
    case .mirrored: return .mirrored
    case .secondLook(let threshold, let margin): return .evidence(threshold: threshold, margin: margin)
    case .shifted(_, let view): return view.look(at: image, digest: digest)
    case .crop(let seed, let number):
      let crop = RandomCrop.region(
        digest: Array(digest), seed: seed, number: number, width: image.width, height: image.height)
      return .part(crop.region, mirrored: crop.mirrored)
    }
  }
}

extension LookPolicy {
  /// The looks that prediction takes, as views: what calibration takes its features of.
  var views: [View] {
    kinds(count: count).compactMap { kind in
      switch kind {
      case .whole: .original
      case .mirrored: .mirrored
      case .evidence(let threshold, let margin): .secondLook(threshold: threshold, margin: margin)
      case .part: nil
      }
    }
  }
}

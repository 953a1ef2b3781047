import Imaging

/// One way of showing a picture to the frozen net; each view is a row of features.
package enum View: Hashable, Sendable {
  case original
  case mirrored
  /// A random crop, the same for the same picture, seed and number.
  case crop(seed: UInt64, number: Int)
  /// The crop where the first look found the object, by the stated policy.
  case secondLook(threshold: Double, margin: Double)

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

  /// Stable text that stands for the view in the cache's key.
  var name: String {
    switch self {
    case .original: "original"
    case .mirrored: "mirrored"
    case .crop(let seed, let number): "crop \(seed) \(number)"
    case .secondLook(let threshold, let margin): "second look \(threshold) \(margin)"
    }
  }
}

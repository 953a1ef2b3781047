/// How a training image is augmented each time it is shown; every change is drawn from (seed, epoch, image) alone.
package struct Augmentation: Sendable, Hashable, Codable {
  /// The fraction of the area that a random crop may have, with aspect 3:4 to 4:3 (Szegedy et al. 2014); nil for no
  /// crop.
  package var crop: ClosedRange<Double>?
  /// The probability of mirroring.
  package var mirror = 0.0
  /// Corners move inwards by up to this share of half a side, in `perspectiveShare` of the images.
  package var perspective = 0.0
  /// The share of the images whose perspective is changed.
  package var perspectiveShare = 0.0
  /// Rotated by up to this many degrees either way.
  package var rotation = 0.0
  /// Factors from 1 − x to 1 + x.
  package var brightness = 0.0
  /// How far contrast may change, as a fraction.
  package var contrast = 0.0
  /// How far saturation may change, as a fraction.
  package var saturation = 0.0
  /// This many operations of RandAugment at this magnitude, 0 to 30 (Cubuk et al. 2019, arXiv:1909.13719).
  package var operations = 0
  /// How strong each operation is, from 0 to 30.
  package var magnitude = 9
  /// The probability that a rectangle is erased (Zhong et al. 2017, arXiv:1708.04896).
  package var erasing = 0.0
  /// The probability that any of the above is applied; otherwise the image is shown unchanged.
  package var share = 1.0

  /// Images as they are.
  package static let none = Augmentation()

  /// A crop of 35 % of the area or more, mirrored half of the time.
  package static let light: Augmentation = {
    var made = Augmentation()
    made.crop = 0.35...1
    made.mirror = 0.5
    return made
  }()

  /// What ImageNet is usually trained with: crops of 8 % or more, mirroring, jitter.
  package static let standard: Augmentation = {
    var made = light
    made.crop = 0.08...1
    (made.brightness, made.contrast, made.saturation) = (0.4, 0.4, 0.4)
    return made
  }()

  /// Crops of 25 % or more, two operations of RandAugment, erasing in a quarter.
  package static let strong: Augmentation = {
    var made = light
    made.crop = 0.25...1
    made.operations = 2
    made.erasing = 0.25
    return made
  }()

  /// The original demonstration's list, in a fifth of the images.
  package static let original: Augmentation = {
    var made = Augmentation()
    (made.perspective, made.perspectiveShare) = (0.3, 0.2)
    made.mirror = 0.5
    (made.brightness, made.contrast) = (0.4, 0.4)
    made.rotation = 30
    made.crop = 0.08...1
    made.share = 0.2
    return made
  }()

  /// The presets by the names that options take.
  package static let named: [String: Augmentation] = [
    "none": .none, "light": .light, "standard": .standard, "strong": .strong, "original": .original,
  ]
}

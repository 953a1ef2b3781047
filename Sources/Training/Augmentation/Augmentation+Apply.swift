import Foundation
import Imaging
import NeuralNetwork

extension Augmentation {
  /// An augmented image as the net's input.
  ///
  /// The crop is taken from the original's pixels; geometric changes happen in one resampling of the square; colours
  /// are changed before the values are normalised, erasing puts zeros after.
  ///
  /// - Parameter generator: Its state determines everything; see `generator(seed:epoch:image:)`.
  /// - Throws: `ImagingError`.
  package func planes(
    of image: DecodedImage, for preprocessing: Preprocessing, using generator: inout SplitMix64
  ) throws(ImagingError) -> [Float] {
    let applies = share >= 1 || Double.random(in: 0..<1, using: &generator) < share
    guard applies, self != .none else { return try image.planes(preprocessing) }
    let mirrored = chance(mirror, &generator)
    var region = Region.whole
    var resize = preprocessing.resize
    if let crop {
      region = RandomCrop.region(
        area: crop, width: image.width, height: image.height, using: &generator)
      resize = .squash
    }
    let size = preprocessing.size
    let plain = Preprocessing(
      size: size, resize: resize, mean: [0, 0, 0], std: [1, 1, 1], fill: preprocessing.fill)
    var values = try image.planes(plain, region: region, mirrored: mirrored)
    var warp = Warp.identity
    if chance(perspectiveShare, &generator) { warp = warp.after(.perspective(perspective, using: &generator)) }
    if rotation > 0 {
      warp = warp.after(.rotation(degrees: .random(in: -rotation...rotation, using: &generator)))
    }
    var colours: [ColourChange] = []
    if brightness > 0 { colours.append(.brightness(factor(brightness, &generator))) }
    if contrast > 0 { colours.append(.contrast(factor(contrast, &generator))) }
    if saturation > 0 { colours.append(.saturation(factor(saturation, &generator))) }
    for _ in 0..<operations { RandomOperation.draw(magnitude, &warp, &colours, using: &generator) }
    if warp != .identity { values = warp.applied(to: values, size: size, fill: preprocessing.fill) }
    for change in colours { change.apply(to: &values, size: size) }
    normalise(&values, preprocessing)
    if chance(erasing, &generator) { Erasing.erase(&values, size: size, using: &generator) }
    return values
  }

  /// The generator of one image in one epoch.
  package static func generator(seed: UInt64, epoch: Int, image: Int) -> SplitMix64 {
    var generator = SplitMix64(seed: seed)
    generator.mix(UInt64(epoch))
    generator.mix(UInt64(image))
    return generator
  }

  private func chance(_ share: Double, _ generator: inout SplitMix64) -> Bool {
    share > 0 && Double.random(in: 0..<1, using: &generator) < share
  }

  private func factor(_ spread: Double, _ generator: inout SplitMix64) -> Float {
    Float.random(in: max(0, 1 - Float(spread))...(1 + Float(spread)), using: &generator)
  }

  private func normalise(_ values: inout [Float], _ preprocessing: Preprocessing) {
    let count = preprocessing.size * preprocessing.size
    values.withUnsafeMutableBufferPointer { values in
      for channel in 0..<3 {
        let scale = 1 / preprocessing.std[channel]
        let shift = -preprocessing.mean[channel] * scale
        for place in (channel * count)..<((channel + 1) * count) { values[place] = values[place] * scale + shift }
      }
    }
  }
}

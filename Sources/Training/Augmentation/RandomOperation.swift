import NeuralNetwork

/// One operation of RandAugment, drawn evenly from its fourteen (Cubuk et al. 2019, arXiv:1909.13719).
///
/// Magnitudes from 0 to 30 have torchvision's ranges: shears of 0.3, shifts of 45 %, turns of 30°, colours ± 0.9.
enum RandomOperation {
  static func draw(
    _ magnitude: Int, _ warp: inout Warp, _ colours: inout [ColourChange], using generator: inout SplitMix64
  ) {
    let strength = Double(min(max(magnitude, 0), 30)) / 30
    let sign: Double = Bool.random(using: &generator) ? 1 : -1
    let factor = Float(1 + sign * 0.9 * strength)
    switch Int.random(in: 0..<14, using: &generator) {
    case 1: warp = warp.after(.shear(x: sign * 0.3 * strength))
    case 2: warp = warp.after(.shear(y: sign * 0.3 * strength))
    case 3: warp = warp.after(.translation(x: sign * 0.45 * strength))
    case 4: warp = warp.after(.translation(y: sign * 0.45 * strength))
    case 5: warp = warp.after(.rotation(degrees: sign * 30 * strength))
    case 6: colours.append(.brightness(factor))
    case 7: colours.append(.saturation(factor))
    case 8: colours.append(.contrast(factor))
    case 9: colours.append(.sharpness(factor))
    case 10: colours.append(.posterise(8 - Int((4 * strength).rounded())))
    case 11: colours.append(.solarise(Float(1 - strength)))
    case 12: colours.append(.stretch)
    case 13: colours.append(.equalise)
    default: break
    }
  }
}

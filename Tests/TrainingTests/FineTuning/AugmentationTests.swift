import Imaging
import NeuralNetwork
import TestSupport
import Testing

@testable import Training

@Suite struct AugmentationTests {
  private let preprocessing = Preprocessing(
    size: 32, resize: .squash, mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3])

  private func image() throws -> DecodedImage {
    let rendered = try #require(
      RGBImage(width: 60, height: 40, pixels: TestImages.scene(width: 60, height: 40)))
    return try DecodedImage.decode(rendered.png())
  }

  private func planes(_ augmentation: Augmentation, epoch: Int = 0, image number: Int = 0) throws -> [Float] {
    var generator = Augmentation.generator(seed: 7, epoch: epoch, image: number)
    return try augmentation.planes(of: image(), for: preprocessing, using: &generator)
  }

  @Test func nothingIsChangedWhereNothingIsAskedFor() throws {
    #expect(try planes(.none) == image().planes(preprocessing))
    var rarely = Augmentation.strong
    rarely.share = 0
    #expect(try planes(rarely) == image().planes(preprocessing))
  }

  @Test(arguments: ["light", "standard", "strong", "original"])
  func theSameDrawGivesTheSameImage(_ name: String) throws {
    var augmentation = try #require(Augmentation.named[name])
    augmentation.share = 1
    let first = try planes(augmentation)
    #expect(try planes(augmentation) == first)
    #expect(try planes(augmentation, epoch: 1) != first)
    #expect(try planes(augmentation, image: 1) != first)
    #expect(first.count == preprocessing.count && first.allSatisfy { $0.isFinite })
  }

  /// What comes out stays within the range that normalised pixels have.
  @Test func strongChangesStayInRange() throws {
    var augmentation = Augmentation.strong
    augmentation.operations = 5
    augmentation.magnitude = 30
    augmentation.rotation = 30
    augmentation.perspective = 0.5
    augmentation.perspectiveShare = 1
    for number in 0..<60 {
      let values = try planes(augmentation, image: number)
      for channel in 0..<3 {
        let (low, high) = (
          -preprocessing.mean[channel] / preprocessing.std[channel] - 1e-4,
          (1 - preprocessing.mean[channel]) / preprocessing.std[channel] + 1e-4
        )
        let plane = values[(channel * 1024)..<((channel + 1) * 1024)]
        #expect(plane.allSatisfy { (low...high).contains($0) }, "image \(number)")
      }
    }
  }

  @Test func mirroringIsHalfOfTheTime() throws {
    var augmentation = Augmentation()
    augmentation.mirror = 0.5
    let (plain, mirrored) = (
      try image().planes(preprocessing), try image().planes(preprocessing, mirrored: true)
    )
    var turned = 0
    for number in 0..<100 {
      let values = try planes(augmentation, image: number)
      let isPlain = zip(values, plain).allSatisfy { abs($0 - $1) < 1e-4 }
      #expect(isPlain || zip(values, mirrored).allSatisfy { abs($0 - $1) < 1e-4 })
      if !isPlain { turned += 1 }
    }
    #expect((30...70).contains(turned))
  }
}

@Suite struct WarpTests {
  /// Three planes that grow to the right, downwards, and in both.
  private let size = 8
  private var planes: [Float] {
    (0..<3).flatMap { channel in
      (0..<64).map { place in
        let (x, y) = (Float(place % 8) / 8, Float(place / 8) / 8)
        return [x, y, (x + y) / 2][channel]
      }
    }
  }

  @Test func turnsByQuarters() {
    let turned = Warp.rotation(degrees: 90).applied(to: planes, size: size, fill: [0, 0, 0])
    for y in 0..<8 {
      for x in 0..<8 {
        // The place (x, y) of the result shows what was a quarter away.
        #expect(abs(turned[y * 8 + x] - planes[(7 - x) * 8 + y]) < 1e-5)
      }
    }
    let whole = Warp.rotation(degrees: 180).after(.rotation(degrees: 180))
    let same = whole.applied(to: planes, size: size, fill: [0, 0, 0])
    #expect(same.count == planes.count && zip(same, planes).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func shiftsAndFills() {
    let shifted = Warp.translation(x: 0.25).applied(to: planes, size: size, fill: [9, 9, 9])
    for x in 0..<6 { #expect(abs(shifted[x] - planes[x + 2]) < 1e-5) }
    #expect(shifted[7] == 9)
  }

  @Test func perspectiveOfNothingIsTheSameAndOfMoreMovesTheCorners() {
    var generator = SplitMix64(seed: 3)
    let same = Warp.perspective(0, using: &generator).applied(to: planes, size: size, fill: [0, 0, 0])
    #expect(same.count == planes.count && zip(same, planes).allSatisfy { abs($0 - $1) < 1e-4 })
    for _ in 0..<20 {
      let moved = Warp.perspective(0.5, using: &generator).applied(to: planes, size: size, fill: [9, 9, 9])
      #expect(moved.count == planes.count && zip(moved, planes).contains { abs($0 - $1) > 0.01 })
      // Nothing but the planes' own values, the fill, and what is between them at the edge.
      #expect(moved.allSatisfy { (0...9).contains($0) })
    }
  }
}

@Suite struct ColourChangeTests {
  private func changed(_ change: ColourChange, _ values: [Float]) -> [Float] {
    var values = values
    change.apply(to: &values, size: 2)
    return values
  }

  private let values: [Float] = [0, 0.25, 0.5, 1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5]

  @Test func factorsOfOneChangeNothing() {
    for change in [ColourChange.brightness(1), .contrast(1), .saturation(1), .sharpness(1)] {
      #expect(zip(changed(change, values), values).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func factorsOfNothingLeaveOneGray() {
    #expect(changed(.brightness(0), values).allSatisfy { $0 == 0 })
    let flat = changed(.contrast(0), values)
    #expect(flat.allSatisfy { abs($0 - flat[0]) < 1e-6 })
    let gray = changed(.saturation(0), values)
    for place in 0..<4 {
      #expect(abs(gray[place] - gray[4 + place]) < 1e-6 && abs(gray[place] - gray[8 + place]) < 1e-6)
    }
  }

  @Test func stretchSolariseAndPosterise() {
    let stretched = changed(.stretch, values)
    #expect(abs(stretched[4]) < 1e-6 && abs(stretched[7] - 1) < 1e-6 && stretched[8] == 0.5)
    #expect(changed(.solarise(0.5), values)[3] == 0 && changed(.solarise(0.5), values)[1] == 0.25)
    #expect(Set(changed(.posterise(1), values)).count <= 2)
    let equal = changed(.equalise, values)
    #expect(equal[0] < equal[1] && equal[1] < equal[2] && equal[2] < equal[3])
  }
}

import Imaging

/// The confusion of classes as an image: truth downwards, predictions to the right, darker for more.
enum ConfusionImage {
  static func png(_ confusion: ConfusionCounts) throws -> (png: [UInt8], width: Int, height: Int) {
    let classes = confusion.classes
    let cell = max(1, 480 / max(classes, 1))
    let side = cell * classes
    var pixels = [UInt8](repeating: 255, count: side * side * 3)
    for truth in 0..<classes {
      let row = confusion.counts[(truth * classes)..<((truth + 1) * classes)]
      let total = row.reduce(0, +)
      guard total > 0 else { continue }
      for (guess, count) in row.enumerated() where count > 0 {
        // A square root, so that single mistakes stay visible.
        let light = UInt8(255 * (1 - (count / total).squareRoot()))
        for y in (truth * cell)..<((truth + 1) * cell) {
          for x in (guess * cell)..<((guess + 1) * cell) {
            let place = (y * side + x) * 3
            (pixels[place], pixels[place + 1]) = (light, light)
            pixels[place + 2] = truth == guess ? 255 : light
          }
        }
      }
    }
    guard let image = RGBImage(width: side, height: side, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "\(side)×\(side) is not a size")
    }
    return (try image.png(), side, side)
  }
}

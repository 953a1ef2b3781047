import Imaging

/// A batch's images side by side, as the net sees them, so that augmentation is visible.
enum BatchImage {
  /// Up to 16 of them, four a row, at their own size.
  static func png(
    _ batch: ImageBatch, _ preprocessing: Preprocessing
  ) throws -> (png: [UInt8], width: Int, height: Int) {
    let side = preprocessing.size
    let count = min(batch.labels.count, 16)
    let columns = min(count, 4)
    let (width, height) = (columns * side, (count + columns - 1) / columns * side)
    var pixels = [UInt8](repeating: 255, count: width * height * 3)
    for number in 0..<count {
      let (left, top) = (number % columns * side, number / columns * side)
      for channel in 0..<3 {
        let plane = (number * 3 + channel) * side * side
        let (mean, std) = (preprocessing.mean[channel], preprocessing.std[channel])
        for y in 0..<side {
          for x in 0..<side {
            let value = (batch.values[plane + y * side + x] * std + mean) * 255
            pixels[((top + y) * width + left + x) * 3 + channel] = UInt8(min(max(value.rounded(), 0), 255))
          }
        }
      }
    }
    guard let image = RGBImage(width: width, height: height, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "\(width)×\(height) is not a size")
    }
    return (try image.png(), width, height)
  }
}

import Imaging

/// Pictures of a batch side by side, as the net is shown them: what augmentation did can be seen.
enum BatchPicture {
  /// Up to 16 of them, four a row, at their own size.
  static func png(
    _ batch: PictureBatch, _ preprocessing: Preprocessing
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
        let (mean, deviation) = (preprocessing.mean[channel], preprocessing.deviation[channel])
        for y in 0..<side {
          for x in 0..<side {
            let value = (batch.values[plane + y * side + x] * deviation + mean) * 255
            pixels[((top + y) * width + left + x) * 3 + channel] = UInt8(min(max(value.rounded(), 0), 255))
          }
        }
      }
    }
    guard let image = RGBImage(width: width, height: height, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "\(width)×\(height) is no size")
    }
    return (try image.png(), width, height)
  }
}

/// A colour change of three planes with values from 0 to 1; results are clamped to that range.
enum ColourChange: Sendable, Hashable {
  /// Times the factor.
  case brightness(Float)
  /// Away from the mean gray (Rec. 601 weights, as Pillow's).
  case contrast(Float)
  /// Away from each pixel's gray.
  case saturation(Float)
  /// Away from the 3 × 3 smoothed image (weights 1, 5 in the middle, over 13, as Pillow's).
  case sharpness(Float)
  /// Only this many of the highest of 8 bits are kept.
  case posterise(Int)
  /// Values from here on become 1 − value.
  case solarise(Float)
  /// Each channel stretched to the whole range.
  case stretch
  /// Histogram equalisation of each channel, over 256 steps.
  case equalise

  func apply(to values: inout [Float], size: Int) {
    let count = size * size
    switch self {
    case .brightness(let factor):
      for place in values.indices { values[place] = cut(values[place] * factor) }
    case .contrast(let factor):
      var sum: Float = 0
      for place in 0..<count { sum += gray(values, place, count) }
      let mean = sum / Float(count)
      for place in values.indices { values[place] = cut(mean + (values[place] - mean) * factor) }
    case .saturation(let factor):
      for place in 0..<count {
        let gray = gray(values, place, count)
        for channel in 0..<3 {
          values[channel * count + place] = cut(gray + (values[channel * count + place] - gray) * factor)
        }
      }
    case .sharpness(let factor): sharpen(&values, size: size, factor)
    case .posterise(let bits):
      let step = Float(1 << max(8 - bits, 0))
      for place in values.indices { values[place] = (values[place] * 255 / step).rounded(.down) * step / 255 }
    case .solarise(let limit):
      for place in values.indices where values[place] >= limit { values[place] = 1 - values[place] }
    case .stretch:
      for channel in 0..<3 {
        let range = (channel * count)..<((channel + 1) * count)
        let (low, high) = (values[range].min() ?? 0, values[range].max() ?? 1)
        guard high - low > 1e-4 else { continue }
        for place in range { values[place] = (values[place] - low) / (high - low) }
      }
    case .equalise:
      for channel in 0..<3 { equalise(&values, (channel * count)..<((channel + 1) * count)) }
    }
  }

  private func cut(_ value: Float) -> Float { min(max(value, 0), 1) }

  private func gray(_ values: [Float], _ place: Int, _ count: Int) -> Float {
    0.299 * values[place] + 0.587 * values[count + place] + 0.114 * values[2 * count + place]
  }

  private func sharpen(_ values: inout [Float], size: Int, _ factor: Float) {
    guard size > 2 else { return }
    let source = values
    for channel in 0..<3 {
      for y in 1..<(size - 1) {
        for x in 1..<(size - 1) {
          let place = (channel * size + y) * size + x
          var sum = 4 * source[place]
          for dy in [-size, 0, size] { for dx in -1...1 { sum += source[place + dy + dx] } }
          let smooth = sum / 13
          values[place] = cut(smooth + (source[place] - smooth) * factor)
        }
      }
    }
  }

  private func equalise(_ values: inout [Float], _ range: Range<Int>) {
    var histogram = [Int](repeating: 0, count: 256)
    for place in range { histogram[Int(cut(values[place]) * 255 + 0.5)] += 1 }
    var below = 0
    var table = [Float](repeating: 0, count: 256)
    for step in 0..<256 {
      table[step] = Float(below) / Float(max(range.count - 1, 1))
      below += histogram[step]
    }
    for place in range { values[place] = cut(table[Int(cut(values[place]) * 255 + 0.5)]) }
  }
}

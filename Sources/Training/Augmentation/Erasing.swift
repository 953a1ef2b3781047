import Foundation
import NeuralNetwork

/// Erases one rectangle: 2 to 33 % of the area, aspect 0.3 to 3.3 (Zhong et al. 2017, arXiv:1708.04896).
enum Erasing {
  /// Puts zeros, the mean of normalised values, in three planes of size × size.
  static func erase(_ values: inout [Float], size: Int, using generator: inout SplitMix64) {
    for _ in 0..<10 {
      let area = Double.random(in: 0.02...0.33, using: &generator) * Double(size * size)
      let aspect = exp(Double.random(in: log(0.3)...log(3.3), using: &generator))
      let height = Int((area * aspect).squareRoot().rounded())
      let width = Int((area / aspect).squareRoot().rounded())
      guard height >= 1, width >= 1, height < size, width < size else { continue }
      let top = Int.random(in: 0...(size - height), using: &generator)
      let left = Int.random(in: 0...(size - width), using: &generator)
      for channel in 0..<3 {
        for row in top..<(top + height) {
          let start = (channel * size + row) * size + left
          for place in start..<(start + width) { values[place] = 0 }
        }
      }
      return
    }
  }
}

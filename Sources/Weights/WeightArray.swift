/// A dense array of weights in row-major order.
package struct WeightArray: Sendable, Hashable {
  /// The dimensions, outermost first.
  package var shape: [Int]
  /// As many as the product of `shape`.
  package var values: [Float]

  package init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }
}

/// Named arrays, wherever they are stored; values are converted to 32-bit floats.
package protocol WeightSource: Sendable {
  /// Every name once, in an order that depends only on the source's bytes.
  var names: [String] { get }

  /// - Throws: `WeightsError.missing`.
  func shape(of name: String) throws(WeightsError) -> [Int]

  /// - Throws: `WeightsError.missing`.
  func array(_ name: String) throws(WeightsError) -> WeightArray
}

/// Named arrays in memory.
package struct WeightSet: WeightSource, Hashable {
  /// The arrays by name.
  package var arrays: [String: WeightArray]

  package init(_ arrays: [String: WeightArray] = [:]) {
    self.arrays = arrays
  }

  /// The names in alphabetical order.
  package var names: [String] { arrays.keys.sorted() }

  package func shape(of name: String) throws(WeightsError) -> [Int] { try array(name).shape }

  package func array(_ name: String) throws(WeightsError) -> WeightArray {
    guard let array = arrays[name] else { throw .missing(name: name, file: "memory") }
    return array
  }
}

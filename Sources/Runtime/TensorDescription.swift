import Support

/// The name and shape of a model's input or output; a dimension known only when the model runs is -1.
package struct TensorDescription: Hashable, Sendable {
  /// The name that the model gives it.
  package let name: String
  /// The dimensions, outermost first.
  package let shape: [Int]

  package init(name: String, shape: [Int]) {
    (self.name, self.shape) = (name, shape)
  }
}

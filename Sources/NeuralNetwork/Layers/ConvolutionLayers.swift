package struct Convolution: Sendable, Hashable {
  /// Channels in and out.
  package var inputs: Int, outputs: Int
  /// The kernel's side and the step between its places.
  package var kernel: Int, stride: Int
  /// `inputs` makes it depthwise; both channel counts divide by it.
  package var groups: Int
  /// What is put around the input.
  package var padding: Padding
  /// Whether a bias is added.
  package var hasBias: Bool

  package init(
    inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, padding: Padding, hasBias: Bool = false
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.groups = groups
    self.padding = padding
    self.hasBias = hasBias
  }
}

package struct BatchNorm: Sendable, Hashable {
  /// Channels, each with its own statistics.
  package var channels: Int
  /// What is added to the variance before its root is taken.
  package var epsilon: Float
  /// The new batch's share when running statistics move: running ← (1 − momentum) · running + momentum · batch.
  package var momentum: Float

  package init(channels: Int, epsilon: Float, momentum: Float) {
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
  }
}

package struct MaxPool: Sendable, Hashable {
  /// The window's side and the step between its places.
  package var kernel: Int, stride: Int
  /// What is put around the input.
  package var padding: Padding

  package init(kernel: Int, stride: Int, padding: Padding) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }
}

import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded for gradients.
  package func requiresGradient() throws(TorchError) -> Bool {
    try fetched(false) { ctorch_requires_grad(handle, $0) }
  }

  /// Turns the recording for this leaf on or off, and returns the tensor.
  @discardableResult
  package func requireGradient(_ required: Bool = true) throws(TorchError) -> Tensor {
    try check(ctorch_set_requires_grad(handle, required), #function)
    return self
  }

  /// The same numbers without history.
  package func detached() throws(TorchError) -> Tensor { try made { ctorch_detach(handle, $0) } }

  /// Adds the gradient of this scalar to `gradient()` of every leaf that requires one.
  package func backward() throws(TorchError) { try check(ctorch_backward(handle), #function) }

  /// The gradient accumulated so far, if any.
  package func gradient() throws(TorchError) -> Tensor? {
    let found = try fetched(CTorchTensor()) { ctorch_grad(handle, $0) }
    return found.pointer == nil ? nil : Tensor(owning: found)
  }

  /// Clears this tensor's gradient.
  package func clearGradient() throws(TorchError) { try check(ctorch_clear_grad(handle), #function) }
}

/// Runs a body without recording history on this thread; synchronous, so that it can't change threads.
package func withoutGradients<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  var before = false
  _ = ctorch_set_recording(false, &before)
  defer {
    var unused = false
    _ = ctorch_set_recording(before, &unused)
  }
  return try body()
}

import CTorch

/// Random numbers from a seed: the same seed gives the same numbers on the same kind of device.
package final class RandomSource {
  let handle: CTorchGenerator

  /// A source that gives the same numbers for the same seed on the same device.
  package init(seed: UInt64, on device: Device = .cpu) throws(TorchError) {
    handle = try fetched(CTorchGenerator(), "making a random source") { ctorch_generator(seed, device.code, $0) }
  }

  deinit { ctorch_generator_release(handle) }

  /// The state as bytes, for a checkpoint.
  package func state() throws(TorchError) -> [UInt8] {
    try made { ctorch_generator_state(handle, $0) }.values()
  }

  /// Continues from a state that `state` returned.
  package func restore(_ state: [UInt8]) throws(TorchError) {
    let bytes = try Tensor(state)
    try check(ctorch_generator_restore(handle, bytes.handle), #function)
  }

  /// Uniform in [0, 1), float32.
  package func uniform(_ shape: [Int]) throws(TorchError) -> Tensor {
    try made { out in shape.lent { ctorch_uniform($0, handle, out) } }
  }

  /// Standard normal, float32.
  package func normal(_ shape: [Int]) throws(TorchError) -> Tensor {
    try made { out in shape.lent { ctorch_normal($0, handle, out) } }
  }

  /// 0 … count−1 in a random order (int64).
  package func permutation(_ count: Int) throws(TorchError) -> Tensor {
    try made { ctorch_permutation(Int64(count), handle, $0) }
  }
}

import CTorch

/// An array of numbers of any shape on a device, with its history for gradients.
///
/// A reference to libtorch's own reference-counted tensor, released with the last Swift reference. Not `Sendable`: a
/// tensor and everything computed from it stay in one isolation domain.
package final class Tensor {
  let handle: CTorchTensor

  /// Takes ownership of the handle.
  init(owning handle: CTorchTensor) { self.handle = handle }

  deinit { ctorch_release(handle) }

  /// The sizes of the dimensions; empty for a scalar.
  package var shape: [Int] {
    var rank = 0
    guard ctorch_rank(handle, &rank) == CTORCH_OK else { return [] }
    var sizes = [Int64](repeating: 0, count: rank)
    guard ctorch_shape(handle, &sizes, rank) == CTORCH_OK else { return [] }
    return sizes.map { Int($0) }
  }

  /// How many elements there are.
  package var count: Int { shape.reduce(1, *) }

  /// The type of the elements. Throws for types that have no name here (complex, half).
  package func dtype() throws(TorchError) -> DType {
    DType(try fetched(CTORCH_FLOAT32) { ctorch_type(handle, $0) })
  }

  /// Returns the device that holds the elements.
  package func device() throws(TorchError) -> Device {
    Device(try fetched(CTorchDevice(kind: CTORCH_CPU, index: 0)) { ctorch_device(handle, $0) })
  }
}

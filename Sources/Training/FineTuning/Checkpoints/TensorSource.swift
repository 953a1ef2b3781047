import Torch
import Weights

/// Tensors to be written one after another, without a copy of all of them.
///
/// Borrowed for one call on the thread that owns them.
struct TensorSource: WeightSource, @unchecked Sendable {
  let tensors: [String: Tensor]

  init(_ tensors: [String: Tensor]) { self.tensors = tensors }

  var names: [String] { tensors.keys.sorted() }

  func shape(of name: String) throws(WeightsError) -> [Int] { try tensor(name).shape }

  func array(_ name: String) throws(WeightsError) -> WeightArray {
    let tensor = try tensor(name)
    do {
      return WeightArray(shape: tensor.shape, values: try tensor.values(Float.self))
    } catch {
      throw .system(action: "written", file: name, reason: error.description)
    }
  }

  private func tensor(_ name: String) throws(WeightsError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missing(name: name, file: "memory") }
    return tensor
  }
}

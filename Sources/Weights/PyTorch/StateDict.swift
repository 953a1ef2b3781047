import Foundation

/// The arrays of a PyTorch `.pth` file, in the zip form of torch 1.6 and later or in the legacy form before it.
///
/// A pickle is a program; here it is read by a machine that knows only what a state dict is made of, and refuses all
/// else by name. The arrays may be at the top level or under `state_dict` or `model`; other values next to them are ignored.
/// Strides, offsets and shared storages are honoured. Forms: PyTorch's `torch/serialization.py`.
package struct StateDict: WeightSource {
  /// In the order of the pickle.
  package let names: [String]
  private let tensors: [String: PickledTensor]
  private let storages: [String: Range<Int>]
  private let bytes: FileBytes

  /// - Throws: `WeightsError`: `forbidden` if the pickle asks for code that a state dict doesn't need.
  package init(_ url: URL) throws(WeightsError) {
    try self.init(try FileBytes(mapping: url))
  }

  package init(_ bytes: FileBytes) throws(WeightsError) {
    let archive: PickledArchive
    if ZipArchive.matches(bytes) {
      archive = try PickledArchive(zip: bytes)
    } else if PickledArchive.looksLegacy(bytes) {
      archive = try PickledArchive(legacy: bytes)
    } else {
      throw .unknownForm(file: bytes.name, found: "not a file written by torch.save")
    }
    let found = try archive.tensors()
    for (name, tensor) in found {
      let storage = tensor.storage
      guard let range = archive.storages[storage.key] else {
        throw .malformed(file: bytes.name, reason: "the bytes of \"\(name)\" are missing")
      }
      let length = storage.count.multipliedReportingOverflow(by: storage.type.size)
      guard !length.overflow, length.partialValue == range.count else {
        throw .malformed(
          file: bytes.name,
          reason: "\"\(name)\" should have \(storage.count) elements, but \(range.count) bytes are there")
      }
    }
    self.bytes = bytes
    names = found.map(\.name)
    tensors = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.tensor) })
    storages = archive.storages
  }

  package func shape(of name: String) throws(WeightsError) -> [Int] { try tensor(name).layout.shape }

  /// The type of an array's elements, as they are stored. Throws `WeightsError.missing`.
  package func elementType(of name: String) throws(WeightsError) -> ElementType { try tensor(name).storage.type }

  package func array(_ name: String) throws(WeightsError) -> WeightArray {
    let tensor = try tensor(name)
    guard let range = storages[tensor.storage.key] else { throw .missing(name: name, file: bytes.name) }
    try bytes.requireMemory(floats: tensor.layout.count)
    let values = bytes.withBytes(range) { tensor.storage.type.floats($0, tensor.layout) }
    return WeightArray(shape: tensor.layout.shape, values: values)
  }

  private func tensor(_ name: String) throws(WeightsError) -> PickledTensor {
    guard let tensor = tensors[name] else { throw .missing(name: name, file: bytes.name) }
    return tensor
  }
}

import Foundation

/// A weights file in either format, detected from its bytes and not from its name.
package enum WeightsFile {
  /// Opens a `.pth` file of `torch.save` or a safetensors file.
  ///
  /// - Throws: `WeightsError.unknownForm` for anything else, and what `StateDict` and `SafetensorsFile` throw.
  package static func open(_ url: URL) throws(WeightsError) -> any WeightSource {
    try open(try FileBytes(mapping: url))
  }

  package static func open(_ bytes: FileBytes) throws(WeightsError) -> any WeightSource {
    if ZipArchive.matches(bytes) || PickledArchive.looksLegacy(bytes) { return try StateDict(bytes) }
    guard bytes.count > 8, bytes.withBytes(8..<9, { $0[0] == UInt8(ascii: "{") }) else {
      throw .unknownForm(file: bytes.name, found: "not a weights file")
    }
    return try SafetensorsFile(bytes)
  }
}

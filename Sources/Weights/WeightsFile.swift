import Foundation
import Support

/// A weights file in either format, detected from its structure and not from its name.
package enum WeightsFile {
  /// Opens a `.pth` file of `torch.save` or a safetensors file.
  ///
  /// - Throws: `WeightsError.unknownForm` naming anything else, and what `StateDict` and `SafetensorsFile` throw.
  package static func open(_ url: URL) throws(WeightsError) -> any WeightSource {
    try open(try FileBytes(mapping: url))
  }

  /// Opens weights of either format, detected from their first bytes.
  package static func open(_ bytes: FileBytes) throws(WeightsError) -> any WeightSource {
    // First, since the length that it begins with may look like any other format's first bytes.
    if SafetensorsFile.matches(bytes) { return try SafetensorsFile(bytes) }
    if ZipArchive.matches(bytes) || PickledArchive.looksLegacy(bytes) { return try StateDict(bytes) }
    throw .unknownForm(file: bytes.name, found: bytes.kind)
  }
}

extension FileBytes {
  /// What the file is where it isn't a weights file, as a sentence takes it.
  var kind: String {
    guard count > 0 else { return "empty" }
    return "not a weights file but "
      + FileSignature.name(of: withBytes(0..<min(count, FileSignature.length)) { Array($0) })
  }
}

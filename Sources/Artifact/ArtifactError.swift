import Foundation
import Support

/// Why a model folder can't be read or written; each description is one sentence that says what to do.
package enum ArtifactError: Error, Hashable, Sendable {
  case missing(file: String)
  case unreadable(file: String, reason: String)
  case unknownFormat(found: Int, known: Int, file: String)
  case changed(file: String, expected: String, found: String)
  case invalid(file: String, reason: String)
  case unwritable(folder: String, reason: String)
  /// A file where an export is to be written, which isn't one of this program's.
  case foreignFile(path: String)
  /// - writes: What was to be written there, with its article.
  case occupied(folder: String, reason: String, writes: String)
  case goldenDiffers(image: String, distance: Double, allowed: Double, precision: String)
  /// The answer to an image holds numbers that can't be.
  case unsound(image: String)
  /// The folder's parts are intact, but don't belong together.
  case unfit(model: String, reason: String)
  /// - address: What the file can be fetched from; nil where it comes with setup or where none is known.
  case backboneMissing(name: String, folders: [String], address: String?)
  case backboneDiffers(name: String, expected: String, found: String)
  case differentPixels(names: [String])
  /// The net isn't the publishers' any more, so that their weights can't complete an exported part.
  case tuned(model: String)
  case wrongInputSize(Int)
  case wrongInputStep(name: String, size: Int, step: Int)
}

extension ArtifactError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .missing(let file):
      "\(file) is missing, so this is not a complete model folder; train again or copy the whole folder."
    case .unreadable(let file, let reason):
      "\(file) can't be read (\(reason)); copy the model folder again."
    case .unknownFormat(let found, let known, let file):
      "\(file) has format \(found), but this program knows format \(known); use the program that wrote it or train again."
    case .changed(let file, let expected, let found):
      "\(file) was changed: its SHA-256 is \(found.prefix(12))… instead of \(expected.prefix(12))…; copy the model folder again."
    case .invalid(let file, let reason):
      "\(file) is not valid: \(reason)."
    case .unwritable(let folder, let reason):
      "The model can't be written to \(folder) (\(reason)); nothing there was changed."
    case .occupied(let folder, let reason, let writes):
      "\(folder) can't become \(writes): \(reason), and nothing there is replaced; name a new or empty folder."
    case .foreignFile(let path):
      "\(path) is not a model that this program exported, so it is not replaced; name another file."
    case .goldenDiffers(let image, let distance, let allowed, let precision):
      "The model's answer to \(image) is wrong: its logits are off by \(distance) of their spread, and \(allowed) is allowed; "
        + (precision == "f32"
          ? "the engine or the model is damaged."
          : "computed in \(precision), so try --precision f32 before assuming damage.")
    case .unsound(let image):
      "The model's answer to \(image) contains impossible numbers; train again."
    case .unfit(let model, let reason):
      "The parts of the model \(model) don't belong together: \(reason); train again or copy the whole folder."
    case .backboneMissing(let name, let folders, let address):
      "The weights of \(name) were not found in \(folders.joined(separator: " or ")); "
        + (address.map {
          "run dogbreed backbone fetch \(name), or download \($0) and run dogbreed backbone import FILE --as \(name)."
        }
          ?? "run script/bootstrap, name their folder with --weights, or import a file with dogbreed backbone import.")
    case .backboneDiffers(let name, let expected, let found):
      "The weights of \(name) have SHA-256 \(found.prefix(12))… instead of \(expected.prefix(12))…; run script/bootstrap again."
    case .differentPixels(let names):
      "\(names.joined(separator: " and ")) were trained with different normalisations of pixels; choose backbones of one family."
    case .tuned(let model):
      "The net of \(model) was fine-tuned, so that no published weights would complete an exported part; copy the whole model folder."
    case .wrongInputSize(let size):
      "The input size \(size) is outside 16 to 1024; choose another --input-size."
    case .wrongInputStep(let name, let size, let step):
      "\(name) needs an input size that is a multiple of \(step), and \(size) isn't; choose --input-size \(max(1, (size + step / 2) / step) * step)."
    }
  }

  /// The same sentence, for what shows errors by Foundation's protocol.
  package var errorDescription: String? { description }
}

extension ArtifactError {
  /// A file's JSON as a value; throws `invalid` with what is wrong in it.
  static func decoded<Value: Decodable>(
    _ type: Value.Type, from text: Data, file: String
  ) throws(ArtifactError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: text)
    } catch let error as DecodingError {
      throw .invalid(file: file, reason: error.reason)
    } catch {
      throw .invalid(file: file, reason: "it is not JSON")
    }
  }
}

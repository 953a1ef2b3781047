import ArgumentParser
import Foundation
import Imaging

extension Limits {
  /// The default limits, with decoding in processes of `dogbreed`; in this one where a program of another name stands alone.
  package static let isolated = Limits(
    pool: DecodeImagesCommand.program.map { DecoderPool(program: $0, arguments: [DecodeImagesCommand.verb]) })
}

/// `dogbreed decode-images`: what the processes of a `DecoderPool` run.
struct DecodeImagesCommand: ParsableCommand {
  static let verb = "decode-images"

  static let configuration = CommandConfiguration(
    commandName: verb, abstract: "Decode images that another process of this program sends.", shouldDisplay: false)

  /// The program that has this verb: this one, even once its file is replaced by another (Linux), or a sibling.
  static var program: String? {
    let (name, own) = ("dogbreed", "/proc/self/exe")
    if Bundle.main.executableURL?.lastPathComponent == name, access(own, X_OK) == 0 { return own }
    return Sibling.path(name)
  }

  func run() throws { try DecoderService.run() }
}

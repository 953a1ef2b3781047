import ArgumentParser
import Imaging

extension Limits {
  /// The default limits, with decoding in processes of `dogbreed`; in this one where a program of another name stands alone.
  package static let isolated = Limits(
    pool: (Sibling.own("dogbreed") ?? Sibling.path("dogbreed")).map {
      DecoderPool(program: $0, arguments: [DecodeImagesCommand.verb])
    })
}

/// `dogbreed decode-images`: what the processes of a `DecoderPool` run.
struct DecodeImagesCommand: ParsableCommand {
  static let verb = "decode-images"

  static let configuration = CommandConfiguration(
    commandName: verb, abstract: "Decode images that another process of this program sends.", shouldDisplay: false)

  func run() throws { try DecoderService.run() }
}

import ArgumentParser
import Downloads
import Foundation
import NeuralNetwork
import Support

/// `dogbreed backbone fetch`: a backbone's published weights, downloaded, checked and imported.
struct BackboneFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download a backbone's published weights, verify and import them.",
    discussion: """
      You can stop it at any time: run the same command again and it resumes.

      Examples:
        dogbreed backbone fetch resnet50
        dogbreed backbone fetch resnet50 --out weights
      """)

  @Argument(help: "The backbone; dogbreed backbone list shows all.")
  var name: String

  @Option(
    help: "The safetensors file to write; by default in the user's cache folder, where train finds it.",
    transform: Place.path)
  var out: String?

  @Option(help: "Download the file from below this URL; by default from its publisher.")
  var mirror: String?

  @Option(help: "The SHA-256 that the file must have, in hexadecimal; by default the published one.")
  var sha256: String?

  @Option(help: "Seconds without progress before giving up; the next run resumes.")
  var patience = 600.0

  func validate() throws {
    if !(patience > 0) { throw ValidationError("--patience must be above 0.") }
    if let sha256, sha256.count != 64 || !sha256.allSatisfy(\.isHexDigit) {
      throw ValidationError("--sha256 must be 64 hexadecimal digits.")
    }
  }

  func run() async throws {
    let backbone = try Backbone(named: name)
    guard let origin = backbone.origin, let published = origin.address else {
      throw BackboneFetchError.nowhere(name: name)
    }
    let address = mirror.map { "\($0)\($0.hasSuffix("/") ? "" : "/")\(origin.file)" } ?? published
    guard let url = URL(string: address) else { throw DownloadError.badAddress(address) }
    let place = try BackboneImport.place(of: backbone, out: out)
    let progress = ConsoleProgress()
    progress.note("\(origin.file) by \(origin.publisher). Licence of the weights: \(origin.licence).")
    let file = try await download(url, origin, progress)
    defer { try? FileManager.default.removeItem(at: file) }
    let imported = try BackboneImport.run(file, as: backbone, to: place)
    try Console.out(
      "\(place.path) holds the weights of \(name); its arrays were named as in \(imported.family.rawValue).")
  }

  /// The checked file; a wrong one is removed, so that the next run begins again.
  private func download(_ address: URL, _ origin: WeightsOrigin, _ progress: ConsoleProgress) async throws -> URL {
    let folder = Folders.importedWeights.appending(path: "fetching")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: origin.file)
    var limits = RetryLimits()
    limits.giveUp = patience
    limits.stall = min(limits.stall, patience)
    let wanted = Download(from: address, to: file, sha256: sha256?.lowercased())
    progress.begin("\(origin.file), MB", total: 0)
    let receipt = try await Downloader.with(limits) { downloader in
      try await downloader.fetch(wanted) { count, total in
        if let total { progress.advance(to: count / 1_000_000, of: max(1, total / 1_000_000)) }
      }
    }
    if let prefix = origin.hashPrefix, !receipt.sha256.hasPrefix(prefix) {
      try? FileManager.default.removeItem(at: file)
      throw BackboneFetchError.otherFile(address: address.absoluteString, expected: prefix, found: receipt.sha256)
    }
    if origin.hashPrefix == nil, sha256 == nil {
      progress.note("Its publisher states no hash; the downloaded file has SHA-256 \(receipt.sha256).")
    }
    return file
  }
}

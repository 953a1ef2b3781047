import Foundation
import Support

/// Images that a model folder brings along for people to try: at most three JPEG files, sealed as all its files are.
package enum ModelSamples {
  /// The name of the folder with them.
  package static let folder = "samples"
  /// At most this many.
  package static let most = 3
  /// Bytes that one may have.
  static let limit = 1 << 20

  /// The files' names in their order, as the description knows them.
  static func names(_ description: ModelDescription) -> [String] {
    description.files.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
  }

  /// Replaces a model's samples, none for an empty list, and seals it again; the model's answers stay as they are.
  ///
  /// Throws `ArtifactError` and what the file system throws. A stop in between leaves the old description and files that
  /// it doesn't know of.
  package static func replace(with images: [[UInt8]], in place: URL) throws {
    var description = try ModelFolder.readDescription(in: place)
    let old = names(description)
    var files: [String: String] = [:]
    let own = place.appending(path: folder)
    if !images.isEmpty { try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true) }
    for image in images.prefix(most) {
      // By content: no file that the old description names is written over.
      let hash = ContentHash.of(image)
      let name = "\(folder)/\(files.count + 1)-\(hash.prefix(16)).jpg"
      try AtomicFile.write(image, to: place.appending(path: name).path)
      files[name] = hash
    }
    description.files = description.files.filter { !old.contains($0.key) }.merging(files) { $1 }
    try ModelFolderWriter.replace(description, in: place)
    for name in old where files[name] == nil { try? FileManager.default.removeItem(at: place.appending(path: name)) }
  }
}

extension ModelFolder {
  /// The images to try, JPEG files, each with the hash that the description states. Throws `ArtifactError`.
  package func samples() throws(ArtifactError) -> [[UInt8]] {
    var images: [[UInt8]] = []
    for name in ModelSamples.names(description).prefix(ModelSamples.most) {
      images.append(try checkedBytes(of: name, limit: ModelSamples.limit))
    }
    return images
  }
}

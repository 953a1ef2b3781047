import Foundation

/// One labelled file, or one labelled image inside a shard.
///
/// Samples of one folder share the storage of `root` and `folder`, so that a sample costs about 140 bytes.
package struct Sample: Hashable, Sendable {
  /// The absolute path of the tree the file was found in, or of the shard that holds it.
  package let root: String
  /// The folder below the root, empty for the root itself.
  package let folder: String
  /// The file's own name.
  package let baseName: String
  /// Which of the data set's classes it shows.
  package var classIndex: Int
  /// The part that the image is in.
  package var split: Split
  /// The position of the image's bytes in the shard; nil for a file of its own.
  package let span: Span?
  /// How the image is cropped to its box; nil for the whole image.
  package var crop: BoxCrop?

  package init(
    root: String, folder: String, baseName: String, classIndex: Int, split: Split, span: Span? = nil
  ) {
    self.root = root
    self.folder = folder
    self.baseName = baseName
    self.classIndex = classIndex
    self.split = split
    self.span = span
  }

  /// The path below the root, with `/` between the parts.
  package var name: String { folder.isEmpty ? baseName : "\(folder)/\(baseName)" }

  /// The absolute path; for an image in a shard it is only a name.
  package var path: String { "\(root)/\(name)" }

  /// The image's file.
  package var file: URL { URL(filePath: path, directoryHint: .notDirectory) }

  /// The file's own name without its extension: what identifies one image in several data sets.
  package var stem: Substring { Self.stem(of: baseName) }

  /// The stem without the number that tells copies apart, as in `1~2` in shards and on telephones: all copies have one.
  var original: Substring {
    guard let mark = stem.lastIndex(of: "~"), mark != stem.startIndex else { return stem }
    let number = stem[stem.index(after: mark)...]
    // Longer ones are the hash of a name that was cut.
    let isNumber = (1...8).contains(number.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? stem[..<mark] : stem
  }

  static func stem(of baseName: String) -> Substring {
    guard let dot = baseName.lastIndex(of: "."), dot != baseName.startIndex else { return baseName[...] }
    return baseName[..<dot]
  }
}

/// Which images of a published data set are test images.
///
/// Stanford Dogs: Khosla, Jayadevaprakash, Yao, Li: Novel dataset for fine-grained image categorization (2011): 12,000
/// training images, 100 a breed, and 8,580 test images.
package struct OfficialSplit: Sendable {
  private let split: @Sendable (Substring) -> Split?
  /// Where it comes from, for a note.
  let source: String

  /// The part of a file by its name without extension (`n02085620_10131`); nil where the split doesn't say.
  package func callAsFunction(_ stem: Substring) -> Split? { split(stem) }

  /// Stanford Dogs' known split: any image of the 120 breeds that is not an official test image is a training image.
  package static let known = OfficialSplit(
    split: { stem in
      let parts = stem.split(separator: "_", maxSplits: 1)
      guard parts.count == 2, let number = UInt32(parts[1]), let test = knownTest[String(parts[0])] else { return nil }
      return test.contains(number) ? .test : .train
    }, source: "the known official split")

  /// Oxford-IIIT Pet's two lists in `folder`: `trainval.txt` and `test.txt`, the file's stem first in each line.
  static func oxford(in folder: String) throws(CorpusError) -> OfficialSplit {
    let test = try words(of: "\(folder)/test.txt")
    let train = try words(of: "\(folder)/trainval.txt")
    return OfficialSplit(
      split: { stem in test.contains(stem) ? .test : train.contains(stem) ? .train : nil },
      source: "annotations/trainval.txt and test.txt")
  }

  /// The first word of each line that isn't a comment.
  private static func words(of file: String) throws(CorpusError) -> Set<Substring> {
    let text = String(decoding: try TableFile.read(file, limit: 64 << 20), as: UTF8.self)
    return Set(
      text.split(whereSeparator: \.isNewline).compactMap { line in
        line.hasPrefix("#") ? nil : line.split(separator: " ", maxSplits: 1).first
      })
  }

  /// Numbers of Stanford Dogs' test images by breed; a line of the resource holds a WordNet id and its numbers.
  static let knownTest: [String: Set<UInt32>] = {
    var sets: [String: Set<UInt32>] = [:]
    for line in String(decoding: PackageResources.stanford_dogs_test_txt, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard let id = parts.first else { continue }
      sets[String(id)] = Set(parts.dropFirst().compactMap { UInt32($0) })
    }
    return sets
  }()
}

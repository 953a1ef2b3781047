import Imaging
import Support
import Taxonomy

/// What a data set holds: classes with counts, and the sizes of some of its images.
package struct DataSetSummary: Codable, Hashable, Sendable {
  /// How many images there are.
  package let images: Int
  /// How many images each part has.
  package let parts: [String: Int]
  /// The classes with their counts.
  package let classes: [ClassCount]
  /// How large the images are.
  package let sizes: Sizes
  /// Sentences on how the folders were read.
  package let notes: [String]
  /// Files that can't be used, one each.
  package let problems: [Problem]

  package struct ClassCount: Codable, Hashable, Sendable {
    /// The class's stable id.
    package let id: String
    /// The class's text for people.
    package let label: String
    /// Its training images.
    package let train: Int
    /// Its validation images.
    package let validation: Int
    /// Its test images.
    package let test: Int

    /// Its images in all parts.
    package var total: Int { train + validation + test }
  }

  /// From the headers of images taken evenly from all.
  package struct Sizes: Codable, Hashable, Sendable {
    /// Images whose header was read, and those that have none.
    package let read: Int
    /// Images without a header that can be read.
    package let unreadable: Int
    /// Pixels of the upright images: least, middle and greatest.
    package let width: [Int]
    /// Their heights, likewise.
    package let height: [Int]
    /// Images of each kind.
    package let kinds: [String: Int]
  }

  /// Reads at most `limit` headers, `width` files at once; throws `CancellationError`.
  package static func make(of set: DataSet, limits: Limits, limit: Int = 2000, width: Int) async throws
    -> DataSetSummary
  {
    let counts = Split.allCases.map { set.counts(in: $0) }
    let classes = set.classes.enumerated().map { index, name in
      ClassCount(
        id: name.id, label: name.label, train: counts[0][index], validation: counts[1][index], test: counts[2][index])
    }
    let chosen = evenly(set.samples.count, limit).map { set.samples[$0] }
    let headers = try await chosen.boundedMap(width: width) { sample throws(any Error) in
      try? DecodedImage.inspect(sample.bytes(limits: limits), limits: limits)
    }
    let known = headers.compactMap { $0 }
    var kinds: [String: Int] = [:]
    for header in known { kinds[header.kind.rawValue, default: 0] += 1 }
    let sizes = Sizes(
      read: known.count, unreadable: headers.count - known.count, width: range(known.map(\.width)),
      height: range(known.map(\.height)), kinds: kinds)
    var parts: [String: Int] = [:]
    for (split, count) in zip(Split.allCases, counts) {
      let sum = count.reduce(0, +)
      if sum > 0 { parts[split.rawValue] = sum }
    }
    return DataSetSummary(
      images: set.samples.count, parts: parts, classes: classes, sizes: sizes, notes: set.notes,
      problems: set.problems)
  }

  /// At most `limit` of `count` places, evenly spread.
  package static func evenly(_ count: Int, _ limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<max(limit, 0)).map { $0 * count / limit }
  }

  private static func range(_ values: [Int]) -> [Int] {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return [] }
    return [first, sorted[sorted.count / 2], last]
  }

  private enum CodingKeys: String, CodingKey {
    case parts, classes, sizes, notes, problems
    case images = "pictures"
  }
}

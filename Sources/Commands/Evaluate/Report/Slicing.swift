import Corpus
import Evaluation
import Foundation

/// Divides images by what they are like and asks where the model is worse or better.
struct Slicing {
  let images: [JudgedImage]

  /// Values of a column that are compared; rarer ones, and groups below this many images, say nothing.
  private static let least = 10
  private static let most = 50

  /// - Parameter columns: Columns of the labels' table.
  func slices(by columns: [String], in labels: LabelOptions) throws -> [Slice] {
    var groups = traits
    for column in columns {
      guard let table = labels.labels else { throw SliceError(column: column) }
      groups += try self.groups(of: column, values: ColumnValues.read(column, by: labels.fileColumn, in: table))
    }
    return Slice.all(groups, right: images.map(\.judgement.isRight))
  }

  /// The least and the greatest quarter of each trait.
  private var traits: [(trait: String, value: String, isIn: [Bool])] {
    let known = images.compactMap(\.traits)
    guard known.count == images.count else { return [] }
    let measures: [(String, String, String, [Double])] = [
      ("size", "smallest quarter", "largest quarter", known.map { Double($0.width * $0.height) }),
      ("brightness", "darkest quarter", "brightest quarter", known.map(\.brightness)),
      ("sharpness", "most blurred quarter", "sharpest quarter", known.map(\.sharpness)),
      (
        "shape", "squarest quarter", "longest quarter",
        known.map { Double(max($0.width, $0.height)) / Double(max(min($0.width, $0.height), 1)) }
      ),
    ]
    return measures.flatMap { trait, low, high, values -> [(trait: String, value: String, isIn: [Bool])] in
      let sorted = values.sorted()
      guard sorted.count >= 4 * Self.least, let first = sorted.first, let last = sorted.last, first < last else {
        return []
      }
      let (lower, upper) = (sorted[sorted.count / 4], sorted[sorted.count - 1 - sorted.count / 4])
      return [
        (trait, low, values.map { $0 <= lower && $0 < last }), (trait, high, values.map { $0 >= upper && $0 > first }),
      ].filter { group in (Self.least..<images.count).contains(group.2.count { $0 }) }
    }
  }

  private func groups(
    of column: String, values: [String: String]
  ) -> [(trait: String, value: String, isIn: [Bool])] {
    let found = images.map { image in
      ColumnValues.keys(of: image.sample).lazy.compactMap { values[$0] }.first ?? ""
    }
    var counts: [String: Int] = [:]
    for value in found where !value.isEmpty { counts[value, default: 0] += 1 }
    let frequent = counts.filter { $0.value >= Self.least && $0.value < images.count }
    let chosen = frequent.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.most)
    return chosen.map { value, _ in (column, value, found.map { $0 == value }) }
  }
}

struct SliceError: Error, CustomStringConvertible {
  let column: String
  var description: String { "--slice-by \(column) needs the table that has the column; name it with --labels." }
}

import Foundation

/// One column of a table of images, by the files that its rows name.
package enum ColumnValues {
  /// Values by file, as the table spells it and without its ending; rows that can't be read are left out.
  ///
  /// Throws `CorpusError` where the table or a column isn't there.
  package static func read(
    _ column: String, by fileColumn: String, in file: String
  ) throws(CorpusError) -> [String: String] {
    var reader = try TableReader(path: file, columns: [fileColumn, column])
    var values: [String: String] = [:]
    while let row = try reader.next() {
      guard case .success(let fields) = row else { continue }
      values[fields[0]] = fields[1]
      values[stem(of: fields[0])] = fields[1]
    }
    return values
  }

  /// Two columns of a table, row by row; throws `CorpusError` where the table or a column isn't there, or a row is broken.
  package static func pairs(
    _ first: String, _ second: String, in file: String
  ) throws(CorpusError) -> [(String, String)] {
    var reader = try TableReader(path: file, columns: [first, second])
    var pairs: [(String, String)] = []
    while let row = try reader.next() {
      switch row {
      case .success(let fields): pairs.append((fields[0], fields[1]))
      case .failure(let fault): throw .malformedTable(file: file, line: reader.line, reason: fault.reason)
      }
    }
    return pairs
  }

  /// What a table may call a sample: its path, or its ends, with and without the file's ending.
  package static func keys(of sample: Sample) -> [String] {
    var keys: [String] = []
    let parts = sample.path.split(separator: "/").map(String.init)
    for first in parts.indices { keys.append(parts[first...].joined(separator: "/")) }
    return [sample.path] + keys + keys.map(stem)
  }

  private static func stem(of name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return name }
    return String(name.dropLast(last.distance(from: dot, to: last.endIndex)))
  }
}

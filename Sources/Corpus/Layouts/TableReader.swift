import Foundation

/// Reads some columns of a table, row by row: a CSV file with a header, or JSON Lines where the name ends in `.jsonl`.
struct TableReader {
  private enum Source {
    case csv(CSVReader, header: [String], columns: [Int])
    case lines(JSONLinesReader)
  }

  private let path: String
  private let names: [String]
  private var source: Source
  /// The line that the last row stood on, from 1.
  private(set) var line = 0

  /// Throws `CorpusError` for a file that isn't there or can't be read, and for a CSV file without a column.
  init(path: String, columns names: [String]) throws(CorpusError) {
    self.path = path
    self.names = names
    guard !Self.isLines(path) else {
      source = .lines(try JSONLinesReader(path: path))
      return
    }
    var reader = try CSVReader(path: path)
    let header = Self.header(try reader.next() ?? [])
    var columns: [Int] = []
    for name in names {
      guard let index = Self.index(of: name, in: header) else { throw .noColumn(name, file: path, found: header) }
      guard header.count(where: { $0 == header[index] }) == 1 else {
        throw .malformedTable(file: path, line: 1, reason: "it has two columns called \(header[index])")
      }
      columns.append(index)
    }
    source = .csv(reader, header: header, columns: columns)
  }

  /// The columns' values in the next row, or why it can't be used; nil at the end.
  ///
  /// Throws `CorpusError.malformedTable` where no row can be read from there on.
  mutating func next() throws(CorpusError) -> Result<[String], TableFault>? {
    switch source {
    case .csv(var reader, let header, let columns):
      line = reader.line
      let fields = try reader.next()
      source = .csv(reader, header: header, columns: columns)
      guard var fields else { return nil }
      // Spreadsheets put separators after the last value.
      while fields.count > header.count, fields.last?.allSatisfy(\.isWhitespace) == true { fields.removeLast() }
      guard fields.count == header.count else {
        return .failure(TableFault(reason: "It has \(fields.count) fields where the header has \(header.count)."))
      }
      return .success(columns.map { fields[$0] })
    case .lines(var reader):
      let row = reader.next()
      line = reader.line
      source = .lines(reader)
      guard let row else { return nil }
      return row.flatMap { object in
        var values: [String] = []
        for name in names {
          let key = Self.folded(name)
          guard let value = object[name] ?? object.first(where: { Self.folded($0.key) == key })?.value else {
            return .failure(TableFault(reason: "It has no \(name)."))
          }
          values.append(value)
        }
        return .success(values)
      }
    }
  }

  /// The columns that a table has: its header, or the keys of the first object.
  static func columns(of path: String) throws(CorpusError) -> [String] {
    if isLines(path) {
      var reader = try JSONLinesReader(path: path)
      guard case .success(let object) = reader.next() else { return [] }
      return object.keys.sorted()
    }
    var reader = try CSVReader(path: path)
    return header(try reader.next() ?? [])
  }

  /// A column's name without regard to capitals, the blanks around it, and what parts its words: "File Name" is
  /// `file_name`.
  static func folded(_ name: String) -> String {
    String(name.trimmingCharacters(in: .whitespaces).lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }

  private static func header(_ fields: [String]) -> [String] {
    var names = fields.map { $0.trimmingCharacters(in: .whitespaces) }
    while names.last?.isEmpty == true { names.removeLast() }
    return names
  }

  private static func index(of name: String, in header: [String]) -> Int? {
    header.firstIndex(of: name) ?? header.firstIndex { folded($0) == folded(name) }
  }

  private static func isLines(_ path: String) -> Bool { ["jsonl", "ndjson"].contains(FileName.ending(of: path)) }
}

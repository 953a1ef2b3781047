/// The known name that somebody probably meant.
package enum NearestName {
  /// Returns the name with the fewest edits from `word`, at most `limit`; nil if none is that near. Only the first 100
  /// characters of a word count.
  package static func of(_ word: String, among names: [String], limit: Int) -> String? {
    let word = Array(word.prefix(100))
    let ranked = names.map { (name: $0, edits: edits(from: word, to: Array($0))) }
    return ranked.filter { $0.edits <= limit }.min { $0.edits < $1.edits }?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (the optimal string
  /// alignment distance; G. Navarro, ACM Computing Surveys 33 (2001), section 4).
  private static func edits(from a: [Character], to b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      for (j, y) in b.enumerated() {
        var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { least = min(least, rows[i - 1][j - 1] + 1) }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

/// What to say about names that no option has.
enum UnknownName {
  /// Variables of the program that aren't the server's; a name that ends with `_` stands for all that begin so.
  private static let others = [
    "DOGBREED_CONFIG", "DOGBREED_MODEL", "DOGBREED_WEIGHTS", "DOGBREED_CLOUD_", "DOGBREED_GOOGLE_ENDPOINT",
    "DOGBREED_CUDA", "DOGBREED_PHOTOGRAPHS", "DOGBREED_REFERENCE_PYTHON", "DOGBREED_SERVER", "DOGBREED_SCREENSHOTS",
    "DOGBREED_PROGRAM", "DOGBREED_PEERS",
  ]

  /// One sentence for each unknown `DOGBREED_…` variable, in the order of their names.
  static func warnings(_ environment: [String: String]) -> [String] {
    let known = ServerOption.all.map(\.variable)
    return environment.keys.sorted().filter { name in
      name.hasPrefix("DOGBREED_") && !known.contains(name)
        && !others.contains { $0.hasSuffix("_") ? name.hasPrefix($0) : name == $0 }
    }.map { name in
      let nearest = nearest(name, of: known).map { "did you mean \($0)?" } ?? "dogbreed serve --help lists the options."
      return "The variable \(name.clipped) is not an option of the server and is ignored; \(nearest)"
    }
  }

  /// The name that is at most two edits away and nearest; nil when none is.
  static func nearest(_ name: String, of known: [String]) -> String? {
    let name = Array(name.prefix(100))
    return known.map { ($0, distance(name, Array($0))) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
  }

  /// Levenshtein's distance.
  private static func distance(_ one: [Character], _ other: [Character]) -> Int {
    var row = Array(0...other.count)
    for (i, left) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in other.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (left == right ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[other.count]
  }
}

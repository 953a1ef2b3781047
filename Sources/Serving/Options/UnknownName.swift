import Support

/// What to say about names that no option has.
enum UnknownName {
  /// Variables of the program that aren't the server's; a name that ends with `_` stands for all that begin so.
  private static let others = [
    "DOGBREED_CONFIG", "DOGBREED_MODEL", "DOGBREED_WEIGHTS", "DOGBREED_CLOUD_", "DOGBREED_GOOGLE_ENDPOINT",
    "DOGBREED_CUDA", "DOGBREED_PHOTOGRAPHS", "DOGBREED_REFERENCE_PYTHON", "DOGBREED_SERVER", "DOGBREED_SCREENSHOTS",
    "DOGBREED_PROGRAM", "DOGBREED_NAME", "DOGBREED_PEERS", "DOGBREED_ENGINES", "DOGBREED_DOWNLOADS", "DOGBREED_FUZZER",
    "DOGBREED_TESTS",
    "DOGBREED_BASES", "DOGBREED_MOUNTS",
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

  /// The name that is at most two edits away and nearest; nil if none is.
  static func nearest(_ name: String, of known: [String]) -> String? { NearestName.of(name, among: known, limit: 2) }
}

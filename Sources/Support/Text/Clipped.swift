extension String {
  /// The text cut to 100 Unicode scalars, as messages repeat what strangers sent.
  package var clipped: String { clipped(to: 100) }

  /// The text cut to so many Unicode scalars, with an ellipsis for the rest.
  package func clipped(to limit: Int) -> String {
    // Counting the scalars of megabytes is what this is to avoid.
    guard utf8.count > limit else { return self }
    let start = unicodeScalars.prefix(limit)
    return start.endIndex == unicodeScalars.endIndex ? self : String(String.UnicodeScalarView(start)) + "…"
  }
}

extension Collection where Element == Float {
  /// Hands the values to `body` in one piece, copied only where they aren't in one.
  ///
  /// Generic code that another target calls isn't specialised there: over a thousand values each by itself it takes ten times
  /// as long as over a piece of memory.
  package func inOnePiece<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
  }
}

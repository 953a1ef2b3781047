extension Duration {
  /// The duration in seconds and fractions of them.
  package var inSeconds: Double { self / .seconds(1) }
}

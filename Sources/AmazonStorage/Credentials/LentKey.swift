/// A key, and when it ends.
struct LentKey: Sendable {
  let key: AccessKey
  /// Seconds since 1970; nil for one that lasts.
  let end: Double?
}

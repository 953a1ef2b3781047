/// Token buckets by client, as a plain value: each fills at `rate` tokens per second up to `burst`, a request takes
/// one.
///
/// At most `capacity` clients are remembered; when more come, those whose buckets are full again are forgotten first,
/// then the longest unseen.
package struct RateLimiter: Sendable {
  /// Requests per second that a client may send on average.
  package let rate: Double
  /// Requests that it may send at once.
  package let burst: Double
  /// The most clients that are remembered.
  package let capacity: Int
  private var buckets: [String: Bucket] = [:]

  private struct Bucket {
    var tokens: Double
    var seen: Double
  }

  package init(rate: Double, capacity: Int = 10_000) {
    self.rate = max(rate, 0.001)
    burst = max(1, rate.rounded(.up))
    self.capacity = max(1, capacity)
  }

  /// How many clients are remembered.
  package var clients: Int { buckets.count }

  /// Consumes a token for `client` at `now` (seconds on a monotonic clock); returns nil if there was one, otherwise the
  /// whole seconds until there is.
  package mutating func consume(_ client: String, now: Double) -> Int? {
    var bucket = buckets[client] ?? Bucket(tokens: burst, seen: now)
    bucket.tokens = min(burst, bucket.tokens + max(0, now - bucket.seen) * rate)
    bucket.seen = now
    defer { remember(client, bucket, now: now) }
    guard bucket.tokens >= 1 else { return max(1, Int(((1 - bucket.tokens) / rate).rounded(.up))) }
    bucket.tokens -= 1
    return nil
  }

  private mutating func remember(_ client: String, _ bucket: Bucket, now: Double) {
    if buckets[client] == nil, buckets.count >= capacity {
      buckets = buckets.filter { $0.value.tokens + (now - $0.value.seen) * rate < burst }
      if buckets.count >= capacity {
        // An eighth at once, so that the sort is paid for by many newcomers.
        for (old, _) in buckets.sorted(by: { $0.value.seen < $1.value.seen }).prefix(max(1, capacity / 8)) {
          buckets[old] = nil
        }
      }
    }
    buckets[client] = bucket
  }
}

import Synchronization

/// The last few values that were made for a key, for what takes long to make and can't affect the result.
///
/// Any number of threads may use it at once.
final class RecentCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let capacity: Int
  private let entries = Mutex<(clock: UInt64, values: [Key: (value: Value, used: UInt64)])>((0, [:]))

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { entries.withLock { $0.values.count } }

  /// Returns the key's value, and makes it where it isn't known; what was used longest ago makes room.
  func value<Failure>(_ key: Key, make: () throws(Failure) -> Value) throws(Failure) -> Value {
    let known = entries.withLock { entries in
      entries.clock += 1
      entries.values[key]?.used = entries.clock
      return entries.values[key]?.value
    }
    if let known { return known }
    // Made outside the lock: two threads may make the same one, and either is fine.
    let value = try make()
    entries.withLock { entries in
      if entries.values[key] == nil, entries.values.count >= capacity,
        let oldest = entries.values.min(by: { $0.value.used < $1.value.used })
      {
        entries.values[oldest.key] = nil
      }
      entries.values[key] = (value, entries.clock)
    }
    return value
  }
}

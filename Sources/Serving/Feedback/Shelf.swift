import Foundation
import Synchronization

/// Photographs that wait in memory for their owner's answer: few, for a short time, and never on disk.
package final class Shelf: Sendable {
  private struct Item: Sendable {
    let bytes: [UInt8]
    let until: ContinuousClock.Instant
    let order: UInt64
  }

  private struct State {
    var items: [String: Item] = [:]
    var bytes = 0
    var order: UInt64 = 0

    mutating func remove(_ token: String) -> Item? {
      guard let item = items.removeValue(forKey: token) else { return nil }
      bytes -= item.bytes.count
      return item
    }
  }

  private let byteLimit: Int
  private let countLimit: Int
  private let life: Duration
  private let state = Mutex(State())

  package init(byteLimit: Int = 64 << 20, countLimit: Int = 256, life: Duration = .seconds(900)) {
    self.byteLimit = byteLimit
    self.countLimit = countLimit
    self.life = life
  }

  package var count: Int { state.withLock { $0.items.count } }

  /// Keeps a photograph, forgetting the oldest when room is short, and gives the secret that takes it back.
  package func put(_ bytes: [UInt8], now: ContinuousClock.Instant = .now) -> String {
    let token = UUID().uuidString
    state.withLock { state in
      for (old, item) in state.items where item.until <= now {
        _ = state.remove(old)
        _ = item
      }
      guard bytes.count <= byteLimit else { return }
      while state.items.count >= countLimit || state.bytes + bytes.count > byteLimit,
        let oldest = state.items.min(by: { $0.value.order < $1.value.order })
      {
        _ = state.remove(oldest.key)
      }
      state.order += 1
      state.items[token] = Item(bytes: bytes, until: now.advanced(by: life), order: state.order)
      state.bytes += bytes.count
    }
    return token
  }

  /// Takes a photograph off the shelf; nil when it isn't there any more.
  package func take(_ token: String, now: ContinuousClock.Instant = .now) -> [UInt8]? {
    state.withLock { state in
      guard let item = state.remove(token), item.until > now else { return nil }
      return item.bytes
    }
  }
}

import Foundation
import Synchronization

/// Photos waiting in memory for their owner's feedback: few, for a short time, and never on disk.
package final class FeedbackBuffer: Sendable {
  private struct Item: Sendable {
    var content: Content
    let until: ContinuousClock.Instant
    let order: UInt64

    var count: Int { if case .waiting(let bytes) = content { bytes.count } else { 0 } }
  }

  private enum Content: Sendable {
    case waiting([UInt8])
    /// Being written down under a class.
    case claimed(String, [UInt8])
    /// Written down in a file, as what a person said.
    case kept(String, URL)
    /// The file is being taken back.
    case leaving
  }

  /// What is there for a person's answer.
  package enum Claim: Hashable, Sendable {
    /// The photo; the one who has it calls `settle`.
    case yours([UInt8])
    /// The same answer is being, or has been, written down.
    case done(as: String)
  }

  private struct State {
    var items: [String: Item] = [:]
    var bytes = 0
    var order: UInt64 = 0

    mutating func remove(_ token: String) {
      if let item = items.removeValue(forKey: token) { bytes -= item.count }
    }

    mutating func set(_ content: Content, _ token: String) {
      guard var item = items[token] else { return }
      bytes -= item.count
      item.content = content
      items[token] = item
      bytes += item.count
    }

    mutating func purge(_ now: ContinuousClock.Instant) {
      for (old, item) in items where item.until <= now { remove(old) }
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

  /// How many photos are waiting or remembered.
  package var count: Int { state.withLock { $0.items.count } }

  /// Keeps a photo, forgetting the oldest if space is short, and returns the token that retrieves it.
  package func put(_ bytes: [UInt8], now: ContinuousClock.Instant = .now) -> String {
    let token = UUID().uuidString
    state.withLock { state in
      state.purge(now)
      guard bytes.count <= byteLimit else { return }
      while state.items.count >= countLimit || state.bytes + bytes.count > byteLimit,
        let oldest = state.items.min(by: { $0.value.order < $1.value.order })
      {
        state.remove(oldest.key)
      }
      state.order += 1
      state.items[token] = Item(content: .waiting(bytes), until: now.advanced(by: life), order: state.order)
      state.bytes += bytes.count
    }
    return token
  }

  /// Takes a photo to be written down as what a person says; nil when it isn't there any more.
  ///
  /// A second answer (a double click) is told what became of the first.
  package func claim(_ token: String, as name: String, now: ContinuousClock.Instant = .now) -> Claim? {
    state.withLock { state in
      guard let item = state.items[token], item.until > now else { return nil }
      switch item.content {
      case .waiting(let bytes):
        state.set(.claimed(name, bytes), token)
        return .yours(bytes)
      case .claimed(let name, _), .kept(let name, _): return .done(as: name)
      case .leaving: return nil
      }
    }
  }

  /// Says what became of a claimed photo: one that couldn't be written down waits again.
  package func settle(_ token: String, kept file: URL?) {
    state.withLock { state in
      guard case .claimed(let name, let bytes)? = state.items[token]?.content else { return }
      state.set(file.map { .kept(name, $0) } ?? .waiting(bytes), token)
    }
  }

  /// The file of a photo that was written down, to be taken back by `restore`; nil when there is none any more.
  package func takeBack(_ token: String, now: ContinuousClock.Instant = .now) -> URL? {
    state.withLock { state in
      guard let item = state.items[token], item.until > now, case .kept(_, let file) = item.content else { return nil }
      state.set(.leaving, token)
      return file
    }
  }

  /// Lets a photo whose file was taken back wait for another answer; without its bytes it is forgotten.
  package func restore(_ token: String, _ bytes: [UInt8]?) {
    state.withLock { state in
      guard case .leaving? = state.items[token]?.content else { return }
      if let bytes { state.set(.waiting(bytes), token) } else { state.remove(token) }
    }
  }

  /// Forgets what has waited too long.
  package func purge(now: ContinuousClock.Instant = .now) { state.withLock { $0.purge(now) } }
}

import Foundation
import Synchronization
import Torch

/// Tells the other processes at a steady interval that this one lives, however busy it is.
final class Pulse {
  private final class Flag: Sendable { let isOver = Atomic(false) }
  private let flag = Flag()

  /// Throws `TorchError` where the first word can't be left.
  ///
  /// - Parameter interval: Seconds from one sign of life to the next.
  init(of group: ProcessGroup, every interval: Double) throws(TorchError) {
    let (words, key, flag) = (group.words, Self.key(group.rank), flag)
    try words.leave("0", under: key)
    // A thread of its own: the others may all compute.
    let thread = Thread {
      var beat = 0
      while !flag.isOver.load(ordering: .relaxed) {
        Thread.sleep(forTimeInterval: interval)
        beat += 1
        // If the store is gone, so is rank 0, which the next collective operation reports.
        guard (try? words.leave("\(beat)", under: key)) != nil else { return }
      }
    }
    thread.name = "pulse"
    thread.start()
  }

  deinit { flag.isOver.store(true, ordering: .relaxed) }

  static func key(_ rank: Int) -> String { "alive \(rank)" }
}

import Foundation
import Torch

/// The names of the machines that take part in a run, so that one that is lost can be named.
enum Hosts {
  private static func key(_ rank: Int) -> String { "host \(rank)" }

  /// Tells the others this machine's name. Throws `TorchError`.
  static func tell(_ group: ProcessGroup) throws(TorchError) { try group.words.leave(own, under: key(group.rank)) }

  /// The names of some processes' machines, as far as they are known.
  ///
  /// That of the first process is the one it is reached by: it keeps the words, and can't be asked once it is lost.
  static func names(of ranks: [Int], in group: ProcessGroup) -> [String] {
    ranks.compactMap { rank in
      guard rank != 0 else { return group.place.host }
      return try? group.words.word(under: key(rank))
    }
  }

  private static var own: String {
    // The last byte stays 0 whatever the length.
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

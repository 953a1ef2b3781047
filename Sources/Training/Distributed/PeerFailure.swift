import Foundation
import Torch

/// Finds which process is lost when a collective operation fails.
enum PeerFailure {
  /// The remaining processes register with rank 0 and see who is missing, or which error it left.
  static func blame(_ error: TorchError, in group: ProcessGroup) -> any Error {
    let words = group.words
    do {
      try words.leave("here", under: "left \(group.rank)")
      for _ in 0..<30 {
        var missing: [Int] = []
        for rank in 0..<group.size where rank != group.rank {
          if let reason = try words.word(under: "failed \(rank)") {
            return GroupError.failed(rank: rank, reason: reason)
          }
          if try words.word(under: "left \(rank)") == nil { missing.append(rank) }
        }
        if missing.isEmpty { break }
        Thread.sleep(forTimeInterval: 0.2)
      }
      var missing: [Int] = []
      for rank in 0..<group.size where rank != group.rank {
        if try words.word(under: "left \(rank)") == nil { missing.append(rank) }
      }
      return GroupError.lost(ranks: missing, hosts: Hosts.names(of: missing, in: group), reason: error.description)
    } catch {
      return GroupError.lost(ranks: [0], hosts: [group.place.host], reason: "\(error)")
    }
  }
}

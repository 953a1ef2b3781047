/// Why a distributed run ends.
package enum GroupError: Error, Hashable, Sendable, CustomStringConvertible {
  case failed(rank: Int, reason: String)
  /// `hosts` are the machines' names, as far as they are known.
  case lost(ranks: [Int], hosts: [String], reason: String)

  package var description: String {
    switch self {
    case .failed(let rank, let reason): "Process \(rank) failed: \(reason)"
    case .lost(let ranks, let hosts, let reason):
      (ranks.count == 1
        ? "Process \(ranks[0]) was lost" : "Processes \(ranks.map(String.init).joined(separator: ", ")) are lost")
        + (hosts.isEmpty ? "" : " on \(hosts.joined(separator: ", "))")
        + " (\(reason)); start all again, with --resume where the net is fine-tuned: features that were computed are kept."
    }
  }
}

import Foundation
import Torch

/// Finds the rendezvous of a distributed run from the launcher's variables.
package enum LaunchPlace {
  /// torchrun's variables first, then Kubeflow's `PET_…`, then Vertex AI's `CLUSTER_SPEC`; nil for a single process.
  ///
  /// Throws `LaunchError` for variables that contradict each other.
  package static func find(in environment: [String: String]) throws(LaunchError) -> ProcessGroup.Place? {
    if environment["WORLD_SIZE"] != nil && environment["RANK"] != nil { return try torchrun(environment) }
    if environment["PET_NNODES"] != nil { return try kubeflow(environment) }
    if let text = environment["CLUSTER_SPEC"], !text.isEmpty { return try vertex(text, environment) }
    return nil
  }

  private static func torchrun(_ environment: [String: String]) throws(LaunchError) -> ProcessGroup.Place? {
    try place(
      host: environment["MASTER_ADDR"], port: environment["MASTER_PORT"], rank: environment["RANK"],
      size: environment["WORLD_SIZE"], local: environment["LOCAL_RANK"], environment)
  }

  /// One process per pod: the pod's number is the rank.
  private static func kubeflow(_ environment: [String: String]) throws(LaunchError) -> ProcessGroup.Place? {
    try place(
      host: environment["PET_MASTER_ADDR"], port: environment["PET_MASTER_PORT"], rank: environment["PET_NODE_RANK"],
      size: environment["PET_NNODES"], local: nil, environment)
  }

  private struct ClusterSpec: Decodable {
    struct Task: Decodable {
      var type: String
      var index: Int
    }
    var cluster: [String: [String]]
    var task: Task
  }

  /// Rank = hosts in earlier pools + index; the first host of `workerpool0` leads.
  private static func vertex(
    _ text: String, _ environment: [String: String]
  ) throws(LaunchError) -> ProcessGroup.Place? {
    guard text.utf8.count < 1 << 20, let spec = try? JSONDecoder().decode(ClusterSpec.self, from: Data(text.utf8))
    else {
      throw .unreadable(variable: "CLUSTER_SPEC")
    }
    let names = (0...1).map { "workerpool\($0)" }
    let pools = names.map { spec.cluster[$0] ?? [] }
    let size = pools.reduce(0) { $0 + $1.count }
    guard size > 1 else { return nil }
    guard let pool = names.firstIndex(of: spec.task.type), pools[pool].indices.contains(spec.task.index),
      let lead = pools[0].first
    else { throw .unreadable(variable: "CLUSTER_SPEC") }
    let rank = pools[..<pool].reduce(0) { $0 + $1.count } + spec.task.index
    let parts = lead.split(separator: ":")
    return try place(
      host: parts.first.map(String.init), port: parts.count > 1 ? String(parts[1]) : "2222", rank: "\(rank)",
      size: "\(size)", local: nil, environment)
  }

  private static func place(
    host: String?, port: String?, rank: String?, size: String?, local: String?, _ environment: [String: String]
  ) throws(LaunchError) -> ProcessGroup.Place? {
    guard let size = Int(size ?? ""), (1...4096).contains(size) else { throw .unreadable(variable: "WORLD_SIZE") }
    guard let rank = Int(rank ?? ""), (0..<size).contains(rank) else { throw .unreadable(variable: "RANK") }
    guard size > 1 else { return nil }
    guard let host, !host.isEmpty else { throw .unreadable(variable: "MASTER_ADDR") }
    guard let port = UInt16(port ?? "29500") else { throw .unreadable(variable: "MASTER_PORT") }
    return ProcessGroup.Place(
      host: host, port: port, rank: rank, size: size, localRank: Int(local ?? "0") ?? 0,
      interface: environment["GLOO_SOCKET_IFNAME"])
  }
}

/// Invalid variables of a distributed run.
package enum LaunchError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(variable: String)

  package var description: String {
    switch self {
    case .unreadable(let variable):
      "The environment's \(variable) doesn't describe a distributed run; correct it, or unset it to train alone."
    }
  }
}

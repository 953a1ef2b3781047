import Foundation
import GoogleCloud
import Support
import Transport

/// What `--spec` names: JSON that is laid over a job's body before it is sent.
struct JobSpec: Sendable {
  /// Members of `CustomJob` that a client may give; the name has a flag of its own, which the folders' names follow.
  private static let members: Set<String> = ["jobSpec", "labels", "encryptionSpec"]

  private let tree: JSONTree

  /// Throws `CloudError` of kind `usage`.
  init(reading path: String) throws(CloudError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try RegularFile.contents(of: path, limit: 1 << 20)
    } catch {
      throw CloudError(.usage, "\(path) can't be read: \(error.reason)")
    }
    guard let tree = try? JSONDecoder().decode(JSONTree.self, from: Data(bytes)), case .object(let members) = tree
    else {
      throw CloudError(.usage, "\(path) is not a JSON object like a CustomJob of Vertex AI")
    }
    if let other = members.keys.sorted().first(where: { !Self.members.contains($0) }) {
      throw CloudError(
        .usage, "\(path) has \(other.prefix(60)); a job takes \(Self.members.sorted().joined(separator: ", ")) here")
    }
    self.tree = tree
  }

  /// The body with this over it.
  func laid(over job: CustomJob) throws(CloudError) -> JSONTree { try JSONTree(of: job).merging(tree) }

  /// Whether it names machines of its own.
  var hasMachine: Bool { machines.contains { $0["machineType"] != nil } }

  /// Whether its machines have accelerators.
  var hasAccelerator: Bool { machines.contains { $0["acceleratorType"] != nil } }

  private var machines: [JSONTree] {
    (tree["jobSpec"]?["workerPoolSpecs"]?.elements ?? []).compactMap { $0["machineSpec"] }
  }
}

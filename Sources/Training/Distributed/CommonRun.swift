import Artifact
import Corpus
import Foundation
import Inference
import NeuralNetwork
import Torch
import Weights

/// What rank 0 determined before fine-tuning begins, for the others.
struct CommonStart: Codable {
  var plan: TuningPlan
  var unreadable: [String]
  var dataHash: String
  var classes: Int
  var features: Int
}

/// One process of a distributed run.
struct CommonRun {
  let group: ProcessGroup
  private let pulse: Pulse
  /// The time without a heartbeat after which a process counts as lost.
  private let patience: Duration

  /// Joins the other processes; waits for as long as machines take to start.
  static func join(_ place: ProcessGroup.Place, on device: Device) throws -> CommonRun {
    try CommonRun(ProcessGroup(joining: place, on: device.required()))
  }

  /// - Parameter beat: Seconds from one sign of life of this process to the next.
  init(_ group: ProcessGroup, patience: Duration = .seconds(25), beat: Double = 2) throws {
    (self.group, self.patience) = (group, patience)
    try Hosts.tell(group)
    pulse = try Pulse(of: group, every: beat)
  }

  /// Rank 0 broadcasts what it determined, and its head.
  func begin(_ start: CommonStart, head: LinearClassifier) throws {
    try group.words.leave("ready", under: "begun 0")
    _ = try group.broadcast(Array(try JSONEncoder().encode(start)))
    try group.broadcast([Tensor(head.rows), Tensor(head.bias)])
  }

  /// Rank 0 broadcasts the head that says where to look again.
  func hand(_ guide: LinearClassifier) throws {
    try group.words.leave("ready", under: "guided 0")
    try group.broadcast([Tensor(guide.rows), Tensor(guide.bias)])
  }

  /// The others wait for it; throws `GroupError` where rank 0 fails.
  func awaitGuide(classes: Int, features: Int) async throws -> LinearClassifier {
    try await wait(for: [0], toLeave: "guided")
    return try broadcastHead(classes: classes, features: features)
  }

  /// The others wait for rank 0, which trains the head meanwhile.
  ///
  /// Throws `GroupError` where rank 0 fails.
  func awaitStart() async throws -> (CommonStart, LinearClassifier) {
    try await wait(for: [0], toLeave: "begun")
    let start = try JSONDecoder().decode(CommonStart.self, from: Data(group.broadcast([])))
    guard (1...1 << 16).contains(start.classes), (1...1 << 20).contains(start.features) else {
      throw GroupError.failed(rank: 0, reason: "it sent a head of \(start.classes) × \(start.features)")
    }
    return (start, try broadcastHead(classes: start.classes, features: start.features))
  }

  private func broadcastHead(classes: Int, features: Int) throws -> LinearClassifier {
    let rows = try Tensor.zeros([classes * features])
    let bias = try Tensor.zeros([classes])
    try group.broadcast([rows, bias])
    return LinearClassifier(classes: classes, features: features, rows: try rows.values(), bias: try bias.values())
  }

  /// Waits until each rank has left a word under `WORD RANK`, however long its work takes.
  ///
  /// Throws `GroupError` if one fails or stops sending heartbeats.
  func wait(for ranks: [Int], toLeave word: String) async throws {
    let words = group.words
    var pending = ranks
    var beats = Heartbeats(patience: patience)
    // Short passes follow one another: waiting long for each would cost more than they do.
    var pause = Duration.milliseconds(1)
    while true {
      do {
        for rank in ranks {
          if let reason = try words.word(under: "failed \(rank)") {
            throw GroupError.failed(rank: rank, reason: reason)
          }
        }
        pending = try pending.filter { try words.word(under: "\(word) \($0)") == nil }
        for rank in pending { beats.heard(try words.word(under: Pulse.key(rank)), from: rank, at: .now) }
      } catch let error as TorchError {
        throw GroupError.lost(ranks: [0], hosts: Hosts.names(of: [0], in: group), reason: error.description)
      }
      if pending.isEmpty { return }
      let lost = pending.filter { beats.isLost($0, at: .now) }
      guard lost.isEmpty else {
        throw GroupError.lost(
          ranks: lost, hosts: Hosts.names(of: lost, in: group), reason: "no heartbeat for \(patience)")
      }
      try await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(100))
    }
  }

  /// Runs a body and tells the others if it fails; reports which process failed.
  func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as TorchError {
      throw PeerFailure.blame(error, in: group)
    } catch {
      if !(error is GroupError) { try? group.words.leave("\(error)", under: "failed \(group.rank)") }
      throw error
    }
  }
}

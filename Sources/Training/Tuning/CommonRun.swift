import Artifact
import Corpus
import Features
import Foundation
import NeuralNetwork
import Torch
import Weights

/// What rank 0 found out before fine-tuning begins, for the others.
struct CommonStart: Codable {
  var plan: TuningPlan
  var unreadable: [String]
  var dataHash: String
  var classes: Int
  var features: Int
}

/// One process of a common run.
struct CommonRun {
  let group: ProcessGroup

  /// Joins the other processes; waits for as long as machines take to start.
  static func join(_ place: ProcessGroup.Place, on device: Device) throws -> CommonRun {
    CommonRun(group: try ProcessGroup(joining: place, on: device.required()))
  }

  /// Rank 0 hands over what it found out, and its head.
  func begin(_ start: CommonStart, head: LinearClassifier) throws {
    try group.leave("ready", under: "begun")
    _ = try group.takeOver(Array(try JSONEncoder().encode(start)))
    try group.takeOver([Tensor(head.rows), Tensor(head.bias)])
  }

  /// The others wait for rank 0, which takes features and trains the head meanwhile.
  ///
  /// Throws `GroupError` where rank 0 fails.
  func awaitStart() async throws -> (CommonStart, LinearClassifier) {
    while true {
      let (ready, failed): (String?, String?)
      do {
        ready = try group.word(under: "begun")
        failed = try group.word(under: "failed 0")
      } catch {
        throw GroupError.lost(ranks: [0], reason: error.description)
      }
      if let failed { throw GroupError.failed(rank: 0, reason: failed) }
      if ready != nil { break }
      try await Task.sleep(for: .milliseconds(200))
    }
    let start = try JSONDecoder().decode(CommonStart.self, from: Data(group.takeOver([])))
    guard (1...1 << 16).contains(start.classes), (1...1 << 20).contains(start.features) else {
      throw GroupError.failed(rank: 0, reason: "it sent a head of \(start.classes) × \(start.features)")
    }
    let rows = try Tensor.zeros([start.classes * start.features])
    let bias = try Tensor.zeros([start.classes])
    try group.takeOver([rows, bias])
    let head = LinearClassifier(
      classes: start.classes, features: start.features, rows: try rows.values(), bias: try bias.values())
    return (start, head)
  }

  /// Runs a body and tells the others if it fails; a failure of theirs is named.
  func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as TorchError {
      throw LostPeer.blame(error, in: group)
    } catch {
      if !(error is GroupError) { try? group.leave("\(error)", under: "failed \(group.rank)") }
      throw error
    }
  }
}

/// Says nothing: for all processes but the first.
package struct Silence: ProgressReporter {
  package init() {}
  package func begin(_ what: String, total: Int) {}
  package func advance(to done: Int, of total: Int) {}
  package func note(_ sentence: String) {}
}

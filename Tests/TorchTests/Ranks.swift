import Foundation
import TestSupport
import Testing

@testable import Torch

/// Several ranks within this process, each on a thread of its own.
enum Ranks {
  #if os(Linux)
    static let interface = "lo"
  #else
    static let interface = "lo0"
  #endif

  /// Runs a body on each of `count` ranks and returns what they gave, in order.
  static func run(_ count: Int, _ body: @escaping @Sendable (ProcessGroup) throws -> [[Float]]) async throws
    -> [[[Float]]]
  {
    let port = try ReservedPort()
    return try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { tasks in
      for rank in 0..<count {
        tasks.addTask {
          try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
              done.resume(
                with: Result {
                  let place = ProcessGroup.Place(
                    host: "127.0.0.1", port: port.number, rank: rank, size: count, timeout: 20,
                    interface: interface)
                  return (rank, try body(try ProcessGroup(joining: place)))
                })
            }
          }
        }
      }
      var results: [Int: [[Float]]] = [:]
      for try await (rank, values) in tasks { results[rank] = values }
      return (0..<count).map { results[$0] ?? [] }
    }
  }
}

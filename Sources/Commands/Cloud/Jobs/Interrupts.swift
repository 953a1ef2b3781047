import Dispatch
import Foundation

/// Catches Ctrl-C while work runs, and cancels the work instead of the process.
enum Interrupts {
  /// The work's value; nil if Ctrl-C came first and the work was cancelled.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value? {
    let (signals, heard) = AsyncStream.makeStream(of: Void.self)
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: DispatchQueue(label: "interrupts"))
    source.setEventHandler { heard.yield() }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        for await _ in signals { return nil }
        return nil
      }
      defer {
        heard.finish()
        group.cancelAll()
      }
      return try await group.next() ?? nil
    }
  }
}

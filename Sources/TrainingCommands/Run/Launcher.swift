import ArgumentParser
import Commands
import Foundation
import Subprocess
import Support
import Synchronization
import SystemPackage

/// Starts several processes of this program on this machine, as torchrun would, and ends them together.
struct Launcher {
  let count: Int
  /// The words after the program's name; `--processes` among them doesn't start more.
  let arguments: [String]
  /// Environment variables that the processes get in addition to this one's.
  let environment: [String: String]

  /// Seconds for the others to notice a lost process themselves.
  private static let patience = 30.0

  private struct End: Sendable {
    let rank: Int
    let status: TerminationStatus
  }

  /// Returns when all have ended well; throws `ExitCode` with the first failure's.
  func run() async throws {
    guard let program = Bundle.main.executablePath else { throw LauncherError.noProgram }
    guard let port = LoopbackPort.free() else { throw LauncherError.noPort }
    let running = RunningProcesses()
    let forwarding = Forwarding(to: running)
    defer { forwarding.end() }
    let failure = try await withThrowingTaskGroup(of: End.self) { group in
      for rank in 0..<count {
        group.addTask { End(rank: rank, status: try await run(FilePath(program), rank, port, running)) }
      }
      var failure: End?
      var watch: Task<Void, any Error>?
      defer { watch?.cancel() }
      for try await end in group where !end.status.isSuccess && failure == nil {
        failure = end
        watch = Task {
          try await Task.sleep(for: .seconds(Self.patience))
          running.send(SIGKILL)
        }
      }
      return failure
    }
    switch failure?.status {
    case nil: return
    case .exited(let code): throw ExitCode(code)
    case .signaled(let number):
      Console.error("error: Process \(failure?.rank ?? 0) of \(count) was killed by signal \(number).")
      throw ExitCode(128 + number)
    }
  }

  /// Runs one process to its end. It leads a process group of its own, so that a terminal's Ctrl-C reaches it once:
  /// forwarded.
  private func run(
    _ program: FilePath, _ rank: Int, _ port: UInt16, _ running: RunningProcesses
  ) async throws -> TerminationStatus {
    let own = [
      "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(port)", "RANK": "\(rank)", "WORLD_SIZE": "\(count)",
      "LOCAL_RANK": "\(rank)", "LOCAL_WORLD_SIZE": "\(count)", "GLOO_SOCKET_IFNAME": Self.loopback,
    ].merging(environment) { $1 }
    let changes = own.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(Self.patience))]
    let ended = try await Subprocess.run(
      .path(program), arguments: Arguments(arguments),
      environment: .inherit.updating(Dictionary(changes) { $1 }), platformOptions: options, input: .none,
      output: .currentStandardOutput, error: .currentStandardError
    ) { running.add($0.processIdentifier.value, rank: rank) }
    running.remove(rank: rank)
    return ended.terminationStatus
  }

  private static var loopback: String {
    #if os(Linux)
      "lo"
    #else
      "lo0"
    #endif
  }
}

/// The processes that run now, by rank.
private final class RunningProcesses: Sendable {
  private struct State {
    var processes: [Int: Int32] = [:]
    /// The signal that ended the others before this one began.
    var last: Int32?
  }

  private let state = Mutex(State())

  func add(_ process: Int32, rank: Int) {
    state.withLock { state in
      state.processes[rank] = process
      if let last = state.last { kill(process, last) }
    }
  }

  func remove(rank: Int) { state.withLock { _ = $0.processes.removeValue(forKey: rank) } }

  /// Sends a signal to all of them, and to those that begin later.
  func send(_ number: Int32) {
    state.withLock { state in
      state.last = number
      for process in state.processes.values { kill(process, number) }
    }
  }
}

/// Forwards SIGINT and SIGTERM.
private final class Forwarding {
  private let sources: [any DispatchSourceSignal]

  init(to processes: RunningProcesses) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { processes.send(number) }
      source.resume()
      return source
    }
  }

  func end() { for source in sources { source.cancel() } }
}

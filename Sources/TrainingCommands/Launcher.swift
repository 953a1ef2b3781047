import ArgumentParser
import Commands
import Foundation
import Synchronization

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
    var rank: Int
    var status: Int32
    var wasKilled: Bool
  }

  /// Returns when all have ended well; throws `ExitCode` with the first failure's.
  func run() async throws {
    guard let program = Bundle.main.executableURL else { throw LauncherError.noProgram }
    let port = try Self.freePort()
    let (ends, heard) = AsyncStream.makeStream(of: End.self)
    var processes: [Process] = []
    for rank in 0..<count {
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging([
        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(port)", "RANK": "\(rank)", "WORLD_SIZE": "\(count)",
        "LOCAL_RANK": "\(rank)", "LOCAL_WORLD_SIZE": "\(count)", "GLOO_SOCKET_IFNAME": Self.loopback,
      ]) { $1 }.merging(environment) { $1 }
      process.terminationHandler = { ended in
        heard.yield(
          End(rank: rank, status: ended.terminationStatus, wasKilled: ended.terminationReason == .uncaughtSignal))
      }
      try process.run()
      processes.append(process)
    }
    let forwarding = Forwarding(to: processes.map(\.processIdentifier))
    defer { forwarding.end() }
    var failure: End?
    var left = count
    var watch: Task<Void, any Error>?
    for await end in ends {
      left -= 1
      if end.status != 0, failure == nil {
        failure = end
        let running = processes.enumerated().filter { $0.offset != end.rank }.map(\.element.processIdentifier)
        watch = Task {
          try await Task.sleep(for: .seconds(Self.patience))
          for process in running { kill(process, SIGKILL) }
        }
      }
      if left == 0 { break }
    }
    watch?.cancel()
    guard let failure else { return }
    if failure.wasKilled {
      Console.error("error: Process \(failure.rank) of \(count) was killed by signal \(failure.status).")
      throw ExitCode(128 + failure.status)
    }
    throw ExitCode(failure.status)
  }

  private static var loopback: String {
    #if os(Linux)
      "lo"
    #else
      "lo0"
    #endif
  }

  /// A port that nobody listens on now.
  private static func freePort() throws -> UInt16 {
    #if os(Linux)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw LauncherError.noPort }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard bound else { throw LauncherError.noPort }
    return UInt16(bigEndian: address.sin_port)
  }
}

/// Forwards SIGINT and SIGTERM.
private final class Forwarding {
  private let sources: [any DispatchSourceSignal]

  init(to processes: [Int32]) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { for process in processes { kill(process, number) } }
      source.resume()
      return source
    }
  }

  func end() { for source in sources { source.cancel() } }
}

/// Why several processes can't be started.
enum LauncherError: Error, CustomStringConvertible {
  case noProgram, noPort

  var description: String {
    switch self {
    case .noProgram: "The program can't find its own executable; start it by its full path."
    case .noPort: "No free port was found on 127.0.0.1; check that loopback works."
    }
  }
}

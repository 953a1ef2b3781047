import Foundation
import TestSupport
import Testing

/// A server that crashes ends at once and leaves its port to the next.
@Suite struct CrashTests {
  private let program: Program
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
    model = folder.url.appending(path: "model").path
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs").path
    try #require(try program.run("model", "assemble", shipped, "--out", model).status == 0)
  }

  /// A port that nobody listens on.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        bind(descriptor, plain, length) == 0 && getsockname(descriptor, plain, &length) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil))
  func noStackIsWrittenWhileThePortWaits() throws {
    let port = "\(try Self.freePort())"
    for signal in [SIGSEGV, SIGTERM] {
      let (process, outcome) = try program.start(["serve", "--model", model, "--port", port])
      defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
      var isReady = false
      while !isReady, process.isRunning { isReady = try program.run("health", "--port", port).status == 0 }
      kill(process.processIdentifier, signal)
      let ended = outcome()
      #expect(isReady, "\(ended.errors)")
      #expect(process.terminationReason == (signal == SIGTERM ? .exit : .uncaughtSignal))
      #expect(!ended.errors.contains("Backtrace"), "\(ended.errors)")
    }
  }
}

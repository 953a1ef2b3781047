import Foundation

/// One of `Tests/Reference`'s servers, on loopback for as long as this lives.
public final class StandIn: Sendable {
  public let port: Int
  /// What it printed after its port.
  public let words: [String]
  private let process: Process

  public struct Silent: Error { public let script: String }

  /// Starts `Tests/Reference/NAME.py` and waits for its first line. Throws `Silent` when that names no port.
  public init(_ name: String, _ arguments: [String] = [], interpreter: String? = nil) throws {
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // No compiled modules are left next to the scripts.
    process.arguments =
      [interpreter ?? "python3", "-uB", RealImages.checkout.appending(path: "Tests/Reference/\(name).py").path]
      + arguments
    let output = Pipe()
    process.standardOutput = output
    // One that outlived its test would otherwise hold the test run's own output open.
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = ""
    while let data = try output.fileHandleForReading.read(upToCount: 1), let byte = data.first, byte != 10 {
      line.append(Character(UnicodeScalar(byte)))
    }
    let words = line.split(separator: " ").map(String.init)
    guard let port = words.first.flatMap({ Int($0) }) else { throw Silent(script: name) }
    self.port = port
    self.words = Array(words.dropFirst())
  }

  /// Threads that start processes may block SIGTERM, and what they start inherits that.
  deinit { kill(process.processIdentifier, SIGKILL) }

  public var address: String { "http://127.0.0.1:\(port)" }
}

import Foundation
import TestSupport
import Testing

/// Two machines, as the kernel's network namespaces play them, that train together as Vertex AI would start them.
///
/// Skipped where namespaces can't be made: that takes root and iproute2.
@Suite(.enabled(if: Namespaces.areAvailable)) struct NamespaceTests {
  @Test func twoMachinesTrainTogetherAndALostOneIsNamed() throws {
    let program = try Program()
    let data = try GeneratedDataSet(perClass: 12)
    let machines = try Namespaces()
    func place(_ name: String) -> String { data.folder.url.appending(path: name).path }
    func start(_ rank: Int, _ name: String, _ more: [String]) throws -> (Process, () -> Program.Outcome) {
      let spec = """
        {"cluster": {"workerpool0": ["\(Namespaces.address(0)):2222"], "workerpool1": ["\(Namespaces.address(1)):2222"]},
         "environment": "cloud", "task": {"type": "workerpool\(rank)", "index": 0}}
        """
      return try program.start(
        [
          "train", "--data-dir", data.path, "--model-dir", place(name), "--name", "shapes", "--backbone",
          "efficientnet-lite0", "--input-size", "64", "--tune", "full", "--batch-size", "8", "--lr", "0.001",
          "--threads", "1", "--freeze-norm", "--feature-cache", place("features-\(rank)"),
        ] + more,
        environment: ["CLUSTER_SPEC": spec, "GLOO_SOCKET_IFNAME": machines.interface(rank)],
        within: machines.command(rank))
    }
    let whole = try (0..<2).map { try start($0, "whole", ["--epochs", "1"]) }.map { $0.1() }
    #expect(whole.allSatisfy { $0.status == 0 }, "\(whole.map(\.errors))")
    #expect(try program.run("model", "verify", place("whole")).status == 0)

    let many = ["--epochs", "400", "--checkpoint-steps", "4"]
    let pair = try (0..<2).map { try start($0, "lost", many) }
    while pair[0].0.isRunning, !FileManager.default.fileExists(atPath: place("lost-checkpoints/step-00000004.json")) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    // The machine falls silent, as one does whose network is cut: no connection is closed.
    try machines.cut(1)
    let ended = pair[0].1()
    kill(pair[1].0.processIdentifier, SIGKILL)
    _ = pair[1].1()
    #expect(ended.status == 1 && ended.errors.contains("Process 1 was lost"), "\(ended.errors.suffix(500))")
  }
}

/// Two network namespaces joined by a pair of virtual Ethernet devices.
private final class Namespaces {
  private let name = "dogbreed\(ProcessInfo.processInfo.processIdentifier)"

  static let areAvailable: Bool = {
    guard getuid() == 0, (try? run(["ip", "netns", "add", "dogbreedprobe"])) == true else { return false }
    _ = try? run(["ip", "netns", "delete", "dogbreedprobe"])
    return true
  }()

  init() throws {
    for rank in 0..<2 { try must(["ip", "netns", "add", "\(name)-\(rank)"]) }
    try must([
      "ip", "link", "add", "v0", "netns", "\(name)-0", "type", "veth", "peer", "name", "v1", "netns", "\(name)-1",
    ])
    for rank in 0..<2 {
      let inside = ["ip", "-n", "\(name)-\(rank)"]
      try must(inside + ["address", "add", "\(Self.address(rank))/24", "dev", "v\(rank)"])
      try must(inside + ["link", "set", "v\(rank)", "up"])
      try must(inside + ["link", "set", "lo", "up"])
    }
  }

  deinit { for rank in 0..<2 { _ = try? Self.run(["ip", "netns", "delete", "\(name)-\(rank)"]) } }

  static func address(_ rank: Int) -> String { "10.77.0.\(rank + 1)" }

  func interface(_ rank: Int) -> String { "v\(rank)" }

  /// What runs a program inside.
  func command(_ rank: Int) -> [String] { ["ip", "netns", "exec", "\(name)-\(rank)"] }

  func cut(_ rank: Int) throws { try must(["ip", "-n", "\(name)-\(rank)", "link", "set", "v\(rank)", "down"]) }

  private func must(_ words: [String]) throws {
    guard try Self.run(words) else {
      throw CocoaError(.executableLoad, userInfo: ["command": words.joined(separator: " ")])
    }
  }

  private static func run(_ words: [String]) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

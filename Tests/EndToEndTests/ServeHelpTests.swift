import Foundation
import Serving
import TestSupport
import Testing

/// Holds the flags of `serve` against the server's table of options.
@Suite struct ServeHelpTests {
  @Test func everyOptionHasExactlyOneFlag() throws {
    let dump = try Program().run("serve", "--experimental-dump-help")
    let command = try #require(try dump.object()["command"] as? [String: Any])
    let arguments = try #require(command["arguments"] as? [[String: Any]])
    let names = arguments.map { ($0["names"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String } }
    for option in ServerOption.all {
      let flags = arguments.indices.filter { names[$0].contains(option.key) }
      #expect(flags.count == 1, "\(option.key)")
      let help = try #require(flags.first.flatMap { arguments[$0]["abstract"] as? String })
      #expect(help == option.help)
    }
    let known = Set(
      ServerOption.all.map(\.key) + ["model", "looks", "effort", "precision", "threads", "config", "help", "version"])
    for names in names where !names.isEmpty {
      // A flag that is on can be turned off by a name of its own.
      let plain = names.map { $0.hasPrefix("no-") ? String($0.dropFirst(3)) : $0 }
      #expect(plain.contains { known.contains($0) }, "\(names)")
    }
  }

  @Test func aFlagOutOfRangeIsWrongUsage() throws {
    let program = try Program()
    for arguments in [["--port", "65536"], ["--deadline", "0"], ["--health-route", "x"], ["--width", "many"]] {
      let outcome = try program.start(["serve"] + arguments).1()
      #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
    }
  }
}

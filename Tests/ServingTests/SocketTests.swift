import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Serving
import Synchronization
import Taxonomy
import TestSupport
import Testing

/// What only a real connection can show.
@Suite struct SocketTests {
  private func withSocket<Value: Sendable>(
    _ change: (inout ServerOptions) -> Void = { _ in }, _ test: @Sendable @escaping (RawServer) async throws -> Value
  ) async throws -> Value {
    var options = ServerOptions.forTests
    change(&options)
    return try await RawServer.run(options, test)
  }

  private static func head(_ length: String, _ more: String = "") -> String {
    "POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\n\(length)\r\n\(more)\r\n"
  }

  private static let whole = Array(head("Content-Length: 6").utf8) + FakeClassifier.image()

  @Test func severalRequestsOnOneConnection() async throws {
    try await withSocket { server async throws in
      let text = try await server.exchange([Self.whole, Self.whole, Self.whole]) {
        $0.count(of: "\"verdict\":\"sure\"") == 3
      }
      #expect(text.count(of: "HTTP/1.1 200") == 3)
    }
  }

  @Test func aSlowHeadIsCutOff() async throws {
    try await withSocket {
      $0.idleTimeout = 0.2
    } _: { server async throws in
      let drops = Array("GET / HTTP/1.1\r\nHost: x\r\n".utf8).map { [$0] }
      let text = try await server.exchange(drops, pause: .milliseconds(100))
      #expect(text == "")
      #expect(try await server.answers())
    }
  }

  @Test func aSlowBodyIsCutOffWithAnAnswer() async throws {
    try await withSocket {
      $0.readTimeout = 0.3
    } _: { server async throws in
      let drops = [Array(Self.head("Content-Length: 1000").utf8)] + Array(repeating: [UInt8(7)], count: 100)
      let text = try await server.exchange(drops, pause: .milliseconds(50))
      #expect(text.hasPrefix("HTTP/1.1 408"))
      #expect(text.contains("application/problem+json"))
      #expect(try await server.answers())
    }
  }

  @Test func anEndlessBodyIsRefusedWhileItArrives() async throws {
    try await withSocket {
      $0.bodyLimit = 10_000
    } _: { server async throws in
      let chunk = Array("1000\r\n".utf8) + Array(repeating: UInt8(0), count: 4096) + [13, 10]
      let pieces = [Array(Self.head("Transfer-Encoding: chunked").utf8)] + Array(repeating: chunk, count: 30)
      let text = try await server.exchange(pieces, pause: .milliseconds(2))
      #expect(text.hasPrefix("HTTP/1.1 413"))
      #expect(try await server.answers())
    }
  }

  @Test func aBodyIsAskedForOnlyWhenItWillBeTaken() async throws {
    try await withSocket {
      $0.bodyLimit = 10_000
    } _: { server async throws in
      let asking = Array(Self.head("Content-Length: 6", "Expect: 100-continue\r\n").utf8)
      // A body that is there when its head is read isn't asked for, so a busy server gets the time to read that alone.
      let text = try await server.exchange([asking, FakeClassifier.image()], pause: .seconds(3)) {
        $0.contains("HTTP/1.1 200")
      }
      #expect(text.hasPrefix("HTTP/1.1 100 Continue"))
      let large = Array(Self.head("Content-Length: 10001", "Expect: 100-continue\r\n").utf8)
      let refused = try await server.exchange([large])
      #expect(refused.hasPrefix("HTTP/1.1 413") && refused.lowercased().contains("connection: close"))
    }
  }

  /// hyperium/hyper 2119: the body was asked for, and then refused.
  @Test func noBodyIsAskedForThatIsRefusedUnread() async throws {
    try await withSocket { server async throws in
      let expecting = "Content-Length: 6\r\nExpect: 100-continue\r\n\r\n"
      for head in [
        "POST /nowhere HTTP/1.1\r\nHost: x\r\n\(expecting)",
        "POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n\(expecting)",
        "POST /api/v1/predictions HTTP/1.1\r\n\(expecting)",
      ] {
        let text = try await server.exchange([Array(head.utf8)])
        #expect(text.hasPrefix("HTTP/1.1 4") && text.count(of: "HTTP/1.1") == 1)
        #expect(text.lowercased().contains("connection: close"))
      }
      #expect(try await server.answers())
    }
  }

  @Test(arguments: [
    "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "\0\0\0\0\r\n\r\n",
    "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\n\(String(repeating: "a: b\r\n", count: 10_000))\r\n",
  ])
  func whatIsNoRequestGetsA400(_ text: String) async throws {
    let lines = LogLines()
    var options = ServerOptions.forTests
    options.accessLog = true
    try await RawServer.run(options, logger: lines.logger) { server async throws in
      let answer = try await server.exchange([Array(text.utf8)])
      // Words for whoever sees them, and a line in the log.
      #expect(answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.1 431"), "\(answer)")
      #expect(answer.contains("application/problem+json") && answer.contains("\"detail\":"))
      #expect(lines.all.contains { $0.contains("\"message\":\"request\"") && $0.contains("\"status\":4") })
      #expect(try await server.answers())
    }
  }

  @Test func aBodyInAnotherTransferEncodingIsRefusedInWords() async throws {
    try await withSocket { server async throws in
      let text = try await server.exchange([
        Array((Self.head("Transfer-Encoding: gzip, chunked") + "5\r\nhello\r\n0\r\n\r\n").utf8)
      ])
      #expect(text.hasPrefix("HTTP/1.1 501") && text.contains("Transfer-Encoding is gzip, chunked"))
      #expect(try await server.answers())
    }
  }

  @Test func aBodyThatEndsEarlyHurtsNobody() async throws {
    try await withSocket { server async throws in
      let pieces = [Array(Self.head("Content-Length: 100").utf8) + [1, 2, 3]]
      let text = try await server.exchange(pieces, thenClose: true)
      #expect(text.hasPrefix("HTTP/1.1 400") && text.contains("ended before"))
      #expect(try await server.answers())
    }
  }

  @Test func stoppingFinishesWhatIsInFlight() async throws {
    try await withSocket { server async throws in
      async let text = server.exchange([Array(Self.head("Content-Length: 7").utf8) + FakeClassifier.image("pause")])
      try await waitUntil { server.model.calls.withLock { $0 } == 1 }
      await server.stop()
      #expect(try await text.hasPrefix("HTTP/1.1 200"))
      try await waitUntil { (try? await server.answers()) != true }
    }
  }

  @Test func theGraceEndsAtLast() async throws {
    try await withSocket {
      $0.grace = 0.2
    } _: { server async throws in
      async let text = server.exchange([Array(Self.head("Content-Length: 6").utf8) + FakeClassifier.image("slow")])
      try await waitUntil { server.model.calls.withLock { $0 } == 1 }
      await server.stop()
      #expect(try await !text.hasPrefix("HTTP/1.1 200"))
    }
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}

import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import Serving
import TestSupport
import Testing

private let openssl = "/usr/bin/openssl"

/// TLS, as openssl's own client sees it.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl)))
struct TLSTests {

  @discardableResult
  private static func run(_ arguments: [String], input: String = "") throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: openssl)
    process.arguments = arguments
    let (written, read) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (written, read, read)
    try process.run()
    try written.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    // With -ign_eof the client waits for the server's end.
    try written.fileHandleForWriting.close()
    let output = try read.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Writes a certificate of a name and its key.
  private static func certify(_ name: String, in folder: TemporaryFolder) throws {
    try run([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)", "-keyout", folder.path + "/new.key", "-out", folder.path + "/new.pem",
    ])
    for end in ["key", "pem"] {
      let data = try Data(contentsOf: folder.url.appending(path: "new.\(end)"))
      try folder.write(data, to: "server.\(end)")
    }
  }

  /// Runs a server with a certificate called `one`.
  private func withTLS(
    _ change: (inout ServerOptions) -> Void = { _ in },
    _ test: @Sendable @escaping (Int, TemporaryFolder, LogLines) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    try Self.certify("one", in: folder)
    var options = ServerOptions.forTests
    options.certificate = folder.path + "/server.pem"
    options.key = folder.path + "/server.key"
    options.accessLog = true
    change(&options)
    let lines = LogLines()
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let server = try Server(options: options, watchInterval: .milliseconds(20), logger: lines.logger) {
      FakeClassifier()
    }
    let group = try server.group(signals: []) { found.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { do { try await group.run() } catch is CancellationError {} }
      for await port in ports {
        try await test(port, folder, lines)
        break
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private static func connect(_ port: Int, _ arguments: String..., request: String = "") throws -> String {
    let client = ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost"]
    let outcome = try run(client + (request.isEmpty ? [] : ["-ign_eof", "-quiet"]) + arguments, input: request)
    return outcome.output
  }

  @Test func oldVersionsAndSuitesWithoutForwardSecrecyAreRefused() async throws {
    try await withTLS { port, _, lines async throws in
      let lax = "DEFAULT:@SECLEVEL=0"
      for old in ["-tls1", "-tls1_1"] {
        #expect(!(try Self.connect(port, old, "-cipher", lax)).contains("Server certificate"), "\(old)")
      }
      for suite in ["AES128-GCM-SHA256", "AES256-SHA", "ECDHE-ECDSA-AES128-SHA"] {
        let output = try Self.connect(port, "-tls1_2", "-cipher", "\(suite):@SECLEVEL=0")
        #expect(!output.contains("Server certificate"), "\(suite)")
      }
      for good in [["-tls1_3"], ["-tls1_2"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"]] {
        let output = try Self.run(["s_client", "-connect", "127.0.0.1:\(port)"] + good).output
        #expect(
          output.contains("Server certificate") && output.contains("CN = one") || output.contains("CN=one"), "\(good)")
      }
      #expect(lines.all.contains { $0.contains("TLS handshake failed") })
    }
  }

  @Test func thePageAndTheHeadersKnowOfTLS() async throws {
    try await withTLS {
      $0.hsts = 3600
    } _: { port, _, _ async throws in
      let answer = try Self.connect(
        port, request: "GET /api HTTP/1.1\r\nHost: dogs.example:\(port)\r\nConnection: close\r\n\r\n")
      #expect(answer.lowercased().contains("strict-transport-security: max-age=3600"))
      #expect(answer.contains("https://dogs.example:\(port)/api/v1/predictions"))
    }
  }

  @Test func aChangedCertificateServesTheNextConnection() async throws {
    try await withTLS {
      $0.watch = true
    } _: { port, folder, lines async throws in
      let subject = { try Self.connect(port, "-tls1_3").firstMatch(of: /subject=CN ?= ?(\w+)/).map { String($0.1) } }
      #expect(try subject() == "one")
      // A key that doesn't fit is refused, and the old pair stays in use.
      try Self.certify("two", in: folder)
      let key = try Data(contentsOf: folder.url.appending(path: "server.key"))
      try folder.write(Data("no key".utf8), to: "server.key")
      try await waitUntil { lines.all.contains { $0.contains("certificate refused") } }
      #expect(try subject() == "one")
      try folder.write(key, to: "server.key")
      try await waitUntil { try subject() == "two" }
    }
  }

  @Test func theHealthCheckAsksByTLS() async throws {
    try await withTLS { port, _, _ async throws in
      let address = ServerAddress(host: "127.0.0.1", port: port, isSecure: true)
      #expect(await ReadinessProbe.status(of: address, patience: .seconds(20)) == 200)
      // Plain HTTP to it gets no answer.
      let plain = ServerAddress(host: "127.0.0.1", port: port, isSecure: false)
      #expect(await ReadinessProbe.status(of: plain, patience: .seconds(2)) != 200)
    }
  }

  @Test func aKeyOfAnotherCertificateEndsTheStart() throws {
    let folder = try TemporaryFolder()
    try Self.certify("one", in: folder)
    let first = try Data(contentsOf: folder.url.appending(path: "server.pem"))
    try Self.certify("two", in: folder)
    try folder.write(first, to: "server.pem")
    var options = ServerOptions.forTests
    (options.certificate, options.key) = (folder.path + "/server.pem", folder.path + "/server.key")
    let error = #expect(throws: ServerOptionsError.self) {
      try Server(options: options, logger: LogLines().logger) { FakeClassifier() }
    }
    #expect(error?.description.contains("belong together") == true)
  }

  @Test func plainHTTPOnTheTLSPortHurtsNobody() async throws {
    try await withTLS { port, _, lines async throws in
      _ = try await PlainSocket.ask(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      try await waitUntil { lines.all.contains { $0.contains("TLS handshake failed") } }
      #expect(try Self.connect(port, "-tls1_3").contains("Server certificate"))
    }
  }
}

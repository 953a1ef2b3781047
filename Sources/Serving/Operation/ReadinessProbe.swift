import NIOCore
import NIOPosix
import NIOSSL

/// Asks a server on this machine whether it is ready, for a container's health check.
package enum ReadinessProbe {
  /// Returns the status of `/readyz`; nil where nobody answers within `patience`.
  ///
  /// A certificate isn't verified: it is issued for the name that clients use, not for the loopback.
  package static func status(of address: ServerAddress, patience: Duration) async -> Int? {
    try? await withDeadline(patience) { try await ask(address) }
  }

  private static func ask(_ address: ServerAddress) async throws -> Int {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.certificateVerification = .none
    let context = address.isSecure ? try NIOSSLContext(configuration: settings) : nil
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: address.host, port: address.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
          }
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(
        ByteBuffer(string: "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
      // The status follows the version: `HTTP/1.1 200`.
      var text = ""
      for try await part in inbound {
        text += String(buffer: part)
        if text.utf8.count >= 12 { break }
      }
      return text.hasPrefix("HTTP/1.") ? Int(text.dropFirst(9).prefix(3)) ?? 0 : 0
    }
  }
}

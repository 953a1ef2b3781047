import Foundation
import Testing

/// A TCP connection to the loopback, in the plainest way.
struct PlainSocket {
  private let descriptor: Int32

  init(port: Int) throws {
    #if os(Linux)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    // Programs that other tests start meanwhile must not keep the connection open.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafeBytes(of: &address) {
      connect(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    try #require(status == 0)
  }

  /// What is answered to a text, until the other end closes. It waits on a thread of its own: the server under test needs
  /// those of Swift's pool.
  static func ask(_ port: Int, _ text: String) async throws -> String {
    let socket = try PlainSocket(port: port)
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        socket.send(text)
        continuation.resume(returning: String(decoding: socket.readAll(), as: UTF8.self))
      }
    }
  }

  /// Ends the connection, also where a program that was started in between still holds it.
  func end() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  func send(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }

  func readAll() -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { all += buffer.prefix(count) }
    close(descriptor)
    return all
  }
}

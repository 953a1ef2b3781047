import Foundation

/// A TCP port of the loopback that nobody else is given as long as this lives.
///
/// The socket behind it is bound but never listens, and may share its address: a server that allows reuse, as libtorch's
/// store and Go's servers do, can listen there meanwhile.
public final class ReservedPort: Sendable {
  /// The port's number, which the system chose.
  public let number: UInt16
  private let descriptor: Int32

  /// Throws `POSIXError` when there is no port left.
  public init() throws {
    #if os(Linux)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
      }
    }
    number = UInt16(bigEndian: address.sin_port)
    if status != 0 { throw POSIXError(.init(rawValue: errno) ?? .EADDRNOTAVAIL) }
  }

  deinit { close(descriptor) }
}

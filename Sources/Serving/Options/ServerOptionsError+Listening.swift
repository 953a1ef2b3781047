import Foundation
import NIOCore

extension ServerOptionsError {
  /// Says in words why an address can't be listened on; nil for an error that isn't about that.
  ///
  /// - Parameter option: what the options of the address are called: `port` and `host`, or with this before them.
  init?(listening error: any Error, host: String, port: Int, option: String? = nil) {
    let name = { (key: String) in "--" + [option, key].compactMap { $0 }.joined(separator: "-") }
    let reason: String
    switch error {
    case let error as IOError:
      switch error.errnoCode {
      case EADDRINUSE:
        reason = "another program listens there; stop it, or give another \(name("port")) (0 for a free one)"
      case EACCES, EPERM: reason = "the system doesn't allow it; give a \(name("port")) above 1023"
      case EADDRNOTAVAIL: reason = "it is not an address of this machine; give another \(name("host"))"
      default: return nil
      }
    case is SocketAddressError: reason = "the name can't be resolved; give another \(name("host"))"
    default: return nil
    }
    self = .cannotListen(host: host, port: port, reason: reason)
  }
}

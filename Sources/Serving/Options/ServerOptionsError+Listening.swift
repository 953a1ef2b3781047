import Foundation
import NIOCore

extension ServerOptionsError {
  /// Says in words why an address can't be listened on; nil for an error that isn't about that.
  init?(listening error: any Error, on options: ServerOptions) {
    let reason: String
    switch error {
    case let error as IOError:
      switch error.errnoCode {
      case EADDRINUSE: reason = "another program listens there; stop it, or give another --port (0 for a free one)"
      case EACCES, EPERM: reason = "the system doesn't allow it; give a --port above 1023"
      case EADDRNOTAVAIL: reason = "it is not an address of this machine; give another --host"
      default: return nil
      }
    case is SocketAddressError: reason = "the name can't be resolved; give another --host"
    default: return nil
    }
    self = .cannotListen(host: options.host, port: options.port, reason: reason)
  }
}

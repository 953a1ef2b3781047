import Hummingbird
import NIOCore

/// What a handler knows besides the request: the client's address, for rates and (when asked for) the access log.
package struct ServingContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The client's address; nil where the connection has none.
  package let address: String?

  /// The context of a request on a connection.
  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress
  }
}

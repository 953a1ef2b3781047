import Hummingbird
import NIOCore

/// What a handler knows besides the request: its connection, and the client's address for rates and (when asked for) the
/// access log.
package struct ServingContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The client's address; nil where the connection has none.
  package let address: String?
  /// The connection that the request came by.
  let channel: any Channel
  /// The request's id and trace; nil until the first middleware has read them.
  var trace: RequestTrace?

  /// The context of a request on a connection.
  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
    address = source.channel.remoteAddress?.ipAddress
  }
}

import Hummingbird
import NIOCore

/// What a handler knows besides the request: the client's address, for rates and (when asked for) the access log.
package struct ServingContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  package let address: String?

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress
  }
}

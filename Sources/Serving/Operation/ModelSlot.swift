import Synchronization
import Taxonomy

/// Loads a model; called at startup and for every swap. Needn't verify it.
package typealias ModelLoader = @Sendable () async throws -> any Classifier

/// The current model. A request keeps the one it began with; a swap never waits for requests.
package final class ModelSlot: Sendable {
  private enum State {
    case loading
    case ready(any Classifier)
    case leaving(any Classifier)
  }

  private let state = Mutex(State.loading)

  package init() {}

  /// The model to answer with. Throws `Problem` 503 until the first one is verified.
  package func current() throws(Problem) -> any Classifier {
    switch state.withLock({ $0 }) {
    case .loading: throw .unavailable("The model is being loaded and verified", retryAfter: 1)
    case .ready(let model), .leaving(let model): return model
    }
  }

  /// Whether new requests should be sent here. Throws `Problem` 503 while loading and once the server is stopping.
  package func checkReady() throws(Problem) {
    if case .leaving = state.withLock({ $0 }) { throw .unavailable("The server is stopping", retryAfter: 1) }
    _ = try current()
  }

  /// Puts a verified model in; a server that is stopping stays so.
  package func put(_ model: any Classifier) {
    state.withLock { state in
      if case .leaving = state { state = .leaving(model) } else { state = .ready(model) }
    }
  }

  /// Keeps answering requests, but is no longer ready.
  package func leave() {
    state.withLock { if case .ready(let model) = $0 { $0 = .leaving(model) } }
  }
}

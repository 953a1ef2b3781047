import GoogleCloud
import Transport

/// A request that takes something back or ends it, and what that is, for people.
struct UndoStep: Sendable {
  /// Such as "the version v2 of default".
  let what: String
  /// The request; nil where a look shows that there is nothing of ours to take back.
  let request: @Sendable (GoogleClient) async throws(CloudError) -> CloudRequest?

  init(what: String, request: CloudRequest) {
    self.what = what
    self.request = { _ in request }
  }

  /// A step that looks first: what others made, or what never came about, is left alone.
  init(
    what: String, looking: @escaping @Sendable (GoogleClient) async throws(CloudError) -> CloudRequest?
  ) {
    self.what = what
    request = looking
  }
}

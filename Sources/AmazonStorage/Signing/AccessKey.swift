import Transport

/// What signs: an access key, and the session that lent it.
package struct AccessKey: Sendable, Equatable {
  /// The key's public name.
  package let id: String
  /// What is never sent, and signs.
  package let secret: Secret
  /// The session of temporary keys; nil for lasting ones.
  package let session: Secret?

  package init(id: String, secret: Secret, session: Secret? = nil) {
    (self.id, self.secret, self.session) = (id, secret, session)
  }
}

import Foundation
import Transport

/// Holds the current token: one refresh in flight at a time, renewed before it expires.
package actor Credentials {
  private let chain: ApplicationDefault
  private let transport: HTTPTransport
  private let policy: RetryPolicy
  private var source: (any TokenSource)?
  private var held: AccessToken?
  private var refresh: Task<AccessToken, any Error>?
  private var projectAtHand: String?

  package init(
    _ chain: ApplicationDefault, transport: HTTPTransport, policy: RetryPolicy = RetryPolicy(),
    source: (any TokenSource)? = nil
  ) {
    self.chain = chain
    self.transport = transport
    self.policy = policy
    self.source = source
  }

  /// A valid token. One that is renewed early is used until the new one is there, so that nobody waits for it.
  package func token() async throws(CloudError) -> Secret {
    if let held, held.isValid(at: .now) {
      if held.isOld(at: .now), refresh == nil { Task { try? await self.renewed() } }
      return held.text
    }
    do {
      return try await renewed().text
    } catch {
      throw error as? CloudError ?? CloudError(.credentials, "No token could be obtained")
    }
  }

  /// Names the project of the work at hand: where a person's credentials name none, use is counted for it.
  package func work(for project: String) { projectAtHand = project }

  /// The project that use is counted for (`x-goog-user-project`): `GOOGLE_CLOUD_QUOTA_PROJECT`, then what the
  /// credential file says, then for a person's own credentials the project at hand; nil for none.
  ///
  /// - isStorage: Cloud Storage asks for none, and would bill the project at hand for the buckets of others.
  package func quotaProject(isStorage: Bool) -> String? {
    let isPersonal = source?.isPerson == true && !isStorage
    return chain.quotaProject ?? source?.quotaProject ?? (isPersonal ? projectAtHand : nil)
  }

  /// A server refused this token (401): the next call asks for another.
  package func refused(_ token: Secret) {
    if held?.text == token { held = nil }
  }

  /// `GOOGLE_CLOUD_PROJECT`, then the credentials' project; throws `CloudError` if neither is set.
  package func project() async throws(CloudError) -> String {
    if let named = chain.namedProject { return named }
    let source = try await found()
    let known = try await Retrying.run(policy) { [transport] left throws(CloudError) in
      try await source.project(over: transport, deadline: left)
    }
    guard let known, !known.isEmpty else {
      throw CloudError(.credentials, "No project is known: set GOOGLE_CLOUD_PROJECT")
    }
    return known
  }

  /// The refresh that is in flight, or a new one. It is a separate task so that a cancelled caller doesn't lose the
  /// token for the others.
  private func renewed() async throws -> AccessToken {
    if let refresh { return try await refresh.value }
    let task = Task { [policy, transport] () throws -> AccessToken in
      let source = try await self.found()
      return try await Retrying.run(policy) { left throws(CloudError) in
        try await source.token(over: transport, deadline: left)
      }
    }
    refresh = task
    defer { refresh = nil }
    let token = try await task.value
    held = token
    return token
  }

  private func found() async throws(CloudError) -> any TokenSource {
    if let source { return source }
    let found = try await chain.find(over: transport)
    source = found
    return found
  }
}

import Foundation
import Transport

/// Google's search order for credentials: the named file, gcloud's own, the metadata server.
package struct ApplicationDefault: Sendable {
  private let environment: [String: String]
  private let endpoints: Endpoints

  package init(environment: [String: String], endpoints: Endpoints) {
    self.environment = environment
    self.endpoints = endpoints
  }

  /// `GOOGLE_CLOUD_PROJECT`, or its older name.
  package var namedProject: String? { named("GOOGLE_CLOUD_PROJECT") ?? named("GCLOUD_PROJECT") }

  /// `GOOGLE_CLOUD_QUOTA_PROJECT`, which goes before what a credential file says.
  package var quotaProject: String? { named("GOOGLE_CLOUD_QUOTA_PROJECT") }

  /// A named file that is missing is an error, as with Google's clients: falling back would act as somebody else.
  package func find(over transport: HTTPTransport) async throws(CloudError) -> any TokenSource {
    if let path = named("GOOGLE_APPLICATION_CREDENTIALS") {
      guard FileManager.default.fileExists(atPath: path) else {
        throw CloudError(.credentials, "GOOGLE_APPLICATION_CREDENTIALS names \(path), which doesn't exist")
      }
      return try CredentialFile.read(path, endpoints: endpoints)
    }
    if FileManager.default.fileExists(atPath: wellKnown) {
      return try CredentialFile.read(wellKnown, endpoints: endpoints)
    }
    let metadata = MetadataServer(root: endpoints.metadata)
    if named("NO_GCE_CHECK")?.lowercased() != "true", await metadata.isThere(over: transport) { return metadata }
    throw CloudError(
      .credentials,
      "No Google credentials were found: set GOOGLE_APPLICATION_CREDENTIALS to a key file, or run `gcloud auth "
        + "application-default login`")
  }

  /// `$CLOUDSDK_CONFIG` or `~/.config/gcloud`, `application_default_credentials.json`.
  var wellKnown: String {
    let folder = named("CLOUDSDK_CONFIG") ?? (named("HOME") ?? NSHomeDirectory()) + "/.config/gcloud"
    return folder + "/application_default_credentials.json"
  }

  private func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}

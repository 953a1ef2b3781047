import Foundation
import Transport

/// Reads a credential file, rejecting hostile, truncated or unsupported files; no message contains its content.
enum CredentialFile {
  /// Real ones have 3 KB.
  static let limit = 256 << 10

  private struct Kind: Decodable { let type: String? }

  /// Throws `CloudError` of kind `credentials` with the path.
  static func read(_ path: String, endpoints: Endpoints) throws(CloudError) -> any TokenSource {
    guard let stamp = FileStamp(path: path), stamp.isRegular, stamp.size <= limit,
      let data = try? Data(contentsOf: URL(filePath: path))
    else { throw CloudError(.credentials, "\(path) can't be read as a credential file") }
    return try source(data, path: path, endpoints: endpoints)
  }

  static func source(_ data: Data, path: String, endpoints: Endpoints) throws(CloudError) -> any TokenSource {
    let kind = try decode(Kind.self, data, path).type
    switch kind {
    case "service_account": return try ServiceAccount(decode(ServiceAccount.File.self, data, path), path: path)
    case "authorized_user":
      return AuthorizedUser(
        file: try decode(AuthorizedUser.File.self, data, path),
        server: endpoints.root(of: "oauth2.googleapis.com") + "/token")
    case "external_account": return try ExternalAccount(decode(ExternalAccount.File.self, data, path), path: path)
    case "external_account_authorized_user":
      return try ExternalPerson(decode(ExternalPerson.File.self, data, path), path: path)
    case "impersonated_service_account":
      return try ImpersonatedAccount(data, path: path, endpoints: endpoints)
    default:
      throw CloudError(
        .credentials,
        "\(path) contains unsupported credentials; supported types are: service_account, authorized_user, "
          + "external_account, external_account_authorized_user, impersonated_service_account")
    }
  }

  /// Decoding errors quote what they found, so they are replaced.
  static func decode<Value: Decodable>(
    _ type: Value.Type, _ data: Data, _ path: String
  ) throws(CloudError) -> Value {
    guard data.count <= limit, let value = try? JSONDecoder().decode(type, from: data) else {
      throw CloudError(.credentials, "\(path) is not a complete credential file")
    }
    return value
  }
}

import Foundation
import NIOCore
import Transport

/// The proof of an identity from elsewhere: text or a JSON field, in a file or at an address.
struct SubjectToken: Sendable {
  private enum Place {
    case file(String)
    case url(String, [String: Secret])
  }

  private let place: Place
  private let field: String?

  init(_ source: ExternalAccount.File.Source, path: String) throws(CloudError) {
    if let file = source.file {
      place = .file(file)
    } else if let url = source.url, let parts = URLComponents(string: url), parts.host != nil,
      parts.scheme == "http" || parts.scheme == "https"
    {
      place = .url(url, source.headers ?? [:])
    } else {
      throw CloudError(
        .credentials, "\(path) takes its identity from an unsupported source; supported ones are file and url")
    }
    let isJSON = source.format?.type == "json"
    guard !isJSON || source.format?.subject_token_field_name != nil else {
      throw CloudError(.credentials, "\(path) doesn't name the field of its subject token")
    }
    field = isJSON ? source.format?.subject_token_field_name : nil
  }

  func text(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> Secret {
    let data: Data
    switch place {
    case .file(let path):
      guard let stamp = FileStamp(path: path), stamp.isRegular, stamp.size <= CredentialFile.limit,
        let bytes = try? Data(contentsOf: URL(filePath: path))
      else { throw CloudError(.credentials, "The subject token's file \(path) can't be read") }
      data = bytes
    case .url(let url, let headers):
      var request = CloudRequest("GET", url)
      request.isAuthorised = false
      request.headers = headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value.revealed) }
      let response = try await transport.send(request, limit: CredentialFile.limit, deadline: deadline)
      data = Data(response.body.readableBytesView)
    }
    guard let field else {
      let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      if text.isEmpty { throw CloudError(.credentials, "The subject token is empty") }
      return Secret(text)
    }
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let text = object[field] as? String, !text.isEmpty
    else { throw CloudError(.credentials, "The subject token's JSON has no field of the named kind") }
    return Secret(text)
  }
}

import Foundation
import Transport

/// What a source of keys needs to ask others for them.
struct KeyRequests: Sendable {
  let transport: HTTPTransport
  let policy: RetryPolicy
  let environment: [String: String]
  let files: AmazonFiles
  let settings: AmazonSettings

  func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Sends a request of this kind, again where that may help. Throws `CloudError`.
  func send(_ request: CloudRequest, policy: RetryPolicy? = nil) async throws(CloudError) -> CloudResponse {
    try await Retrying.run(policy ?? self.policy) { left throws(CloudError) in
      try await transport.send(request, limit: 1 << 20, deadline: left)
    }
  }

  /// Reads a small file whose place a setting names. Throws `CloudError` of kind `credentials`.
  func text(_ path: String, what: String) throws(CloudError) -> String {
    guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 16 else {
      throw CloudError(.credentials, "\(what) can't be read at \(path)")
    }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

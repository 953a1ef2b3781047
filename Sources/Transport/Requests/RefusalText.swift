import Foundation
import NIOCore
import Support

/// Reads why a server refused: Google's JSON errors, OAuth's, or plain text, all of them hostile until read.
package enum RefusalText {
  private struct Google: Decodable {
    struct Reason: Decodable { let reason: String? }
    /// `google.rpc.ErrorInfo` has a reason, `google.rpc.RetryInfo` a delay; other kinds have neither.
    struct Detail: Decodable {
      let reason: String?
      let retryDelay: String?

      private enum CodingKeys: CodingKey { case reason, retryDelay }

      init(from decoder: any Decoder) throws {
        let values = try? decoder.container(keyedBy: CodingKeys.self)
        reason = try? values?.decodeIfPresent(String.self, forKey: .reason)
        retryDelay = try? values?.decodeIfPresent(String.self, forKey: .retryDelay)
      }

      /// Seconds of `3.5s`.
      var delay: Double? {
        retryDelay.flatMap { $0.hasSuffix("s") ? Double($0.dropLast()) : nil }.flatMap {
          $0.isFinite && $0 >= 0 ? $0 : nil
        }
      }
    }
    struct Body: Decodable {
      let message: String?
      let status: String?
      let errors: [Reason]?
      let details: [Detail]?
    }
    let error: Body
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct OAuth: Decodable {
    let error: String
    let error_description: String?
  }

  /// Returns the error that a refusal means, as Google and OAuth explain theirs; one without words says that the server refused.
  package static func error(_ response: CloudResponse, to request: CloudRequest) -> CloudError {
    let data = Data(response.body.readableBytesView)
    let decoder = JSONDecoder()
    var message = ""
    var reason: String?
    var delay: Double?
    if let google = try? decoder.decode(Google.self, from: data) {
      message = google.error.message ?? ""
      let details = google.error.details ?? []
      reason =
        details.lazy.compactMap(\.reason).first ?? google.error.errors?.first?.reason ?? google.error.status
      delay = details.lazy.compactMap(\.delay).first
    } else if let oauth = try? decoder.decode(OAuth.self, from: data) {
      message = oauth.error_description ?? oauth.error
      reason = oauth.error
    } else {
      message = response.text
    }
    return self.error(response, to: request, message: message, reason: reason, delay: delay)
  }

  /// Returns the error of what a refusal's body was found to say.
  ///
  /// - delay: seconds that the body asks us to wait.
  package static func error(
    _ response: CloudResponse, to request: CloudRequest, message: String, reason: String?, delay: Double? = nil
  ) -> CloudError {
    var error = CloudError(
      .status(response.status), plain(message), reason: reason.map { String(plain($0).prefix(80)) },
      request: request.summary)
    let date = response.headers["date"].flatMap(HTTPDate.seconds)
    let now = Date.now.timeIntervalSince1970
    error.clockSkew = date.map { $0 - now }
    error.retryAfter = response.headers["retry-after"].flatMap { value in
      Double(value).flatMap { $0.isFinite ? max(0, $0) : nil }
        ?? HTTPDate.seconds(value).map { max(0, $0 - (date ?? now)) }
    }
    error.retryAfter = [error.retryAfter, delay].compactMap { $0 }.max()
    return error
  }

  /// One line of at most 400 characters without control characters, markup or a full stop at the end.
  private static func plain(_ text: String) -> String {
    let line = text.prefix(4000).map { $0.isNewline || $0.asciiValue.map { $0 < 32 || $0 == 127 } ?? false ? " " : $0 }
    let words = String(line).split(separator: " ").joined(separator: " ")
    let end = words.prefix(400).trimmingCharacters(in: CharacterSet(charactersIn: " ."))
    return end.isEmpty || end.hasPrefix("<") ? "The server refused" : end
  }
}

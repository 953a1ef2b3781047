import Foundation
import NIOCore
import Support

/// Reads why a server refused: Google's JSON errors, OAuth's, or plain text, all of them hostile until read.
enum RefusalText {
  private struct Google: Decodable {
    struct Detail: Decodable { let reason: String? }
    struct Body: Decodable {
      let message: String?
      let status: String?
      let errors: [Detail]?
    }
    let error: Body
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct OAuth: Decodable {
    let error: String
    let error_description: String?
  }

  static func error(_ response: CloudResponse, to request: CloudRequest) -> CloudError {
    let data = Data(response.body.readableBytesView)
    let decoder = JSONDecoder()
    var message = ""
    var reason: String?
    if let google = try? decoder.decode(Google.self, from: data) {
      message = google.error.message ?? ""
      reason = google.error.errors?.first?.reason ?? google.error.status
    } else if let oauth = try? decoder.decode(OAuth.self, from: data) {
      message = oauth.error_description ?? oauth.error
      reason = oauth.error
    } else {
      message = response.text
    }
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

import Foundation
import GoogleCloud
import Transport

/// Prints requests instead of sending them: method, URL and body, never a token.
enum RequestPrinter {
  /// For people: `METHOD ADDRESS` and the body below it. As JSON: one array of objects with method, url and body.
  static func text(_ requests: [CloudRequest], json: Bool) -> String {
    guard json else {
      return requests.map { request in
        let head = "\(request.method) \(request.url)"
        return body(of: request).flatMap(pretty).map { head + "\n" + $0 } ?? head
      }.joined(separator: "\n\n")
    }
    let objects = requests.map { request in
      var object: [String: Any] = ["method": request.method, "url": request.url]
      if let body = body(of: request) { object["body"] = body }
      return object
    }
    return pretty(objects) ?? "[]"
  }

  private static func body(of request: CloudRequest) -> Any? {
    request.bodyText.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) }
  }

  private static func pretty(_ value: Any) -> String? {
    guard
      let data = try? JSONSerialization.data(
        withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}

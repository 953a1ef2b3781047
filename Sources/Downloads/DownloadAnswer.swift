import AsyncHTTPClient
import NIOHTTP1

/// What the head of a response says of the bytes that follow it.
struct DownloadAnswer {
  let validator: String?
  let length: Int?
  let range: (start: Int, total: Int)?
  let isPage: Bool

  init(_ response: HTTPClientResponse) {
    let tag = response.headers.first(name: "ETag")
    let strong = tag.flatMap { $0.hasPrefix("\"") && $0.utf8.count < 300 ? $0 : nil }
    let date = response.headers.first(name: "Last-Modified").flatMap { $0.utf8.count < 100 ? $0 : nil }
    validator = strong ?? date
    length = response.headers.first(name: "Content-Length").flatMap { Int($0) }
    isPage = response.headers.first(name: "Content-Type")?.lowercased().hasPrefix("text/html") ?? false
    range = response.headers.first(name: "Content-Range").flatMap(Self.range)
  }

  /// `bytes 200-999/1000` (RFC 9110, section 14.4).
  private static func range(_ text: String) -> (start: Int, total: Int)? {
    guard text.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/")
    let ends = parts.first?.split(separator: "-").map { Int($0) } ?? []
    guard parts.count == 2, ends.count == 2, let start = ends[0], let end = ends[1], let total = Int(parts[1]),
      start >= 0, start <= end, end == total - 1
    else { return nil }
    return (start, total)
  }
}

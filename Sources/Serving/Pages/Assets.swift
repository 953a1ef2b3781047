import HTTPTypes
import Hummingbird
import NIOCore
import Support

/// The style, the scripts and the icon.
enum Assets {
  private static let files: [String: (type: String, bytes: [UInt8])] = [
    "style.css": ("text/css; charset=utf-8", PackageResources.palette_css + PackageResources.style_css),
    "page.js": ("text/javascript; charset=utf-8", PackageResources.page_js),
    "card.js": ("text/javascript; charset=utf-8", PackageResources.card_js),
    "look.js": ("text/javascript; charset=utf-8", PackageResources.look_js),
    "several.js": ("text/javascript; charset=utf-8", PackageResources.several_js),
    "icon.svg": ("image/svg+xml", PackageResources.icon_svg),
  ]

  /// The first 16 digits of the SHA-256 of all of them.
  static let version = String(
    ContentHash.of(files.sorted { $0.key < $1.key }.flatMap(\.value.bytes)).prefix(16))

  static func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      let tag = "\"\(version)\""
      try table.get("/assets/\(name)") { request, _ in
        if EntityTags.match(request.headers[values: .ifNoneMatch], tag) {
          return Response(status: .notModified, headers: [.eTag: tag])
        }
        var response = Response.bytes(file.bytes, type: file.type)
        response.headers[.eTag] = tag
        response.headers[.cacheControl] =
          request.uri.queryParameters["v"] == version[...] ? "public, max-age=31536000, immutable" : "no-cache"
        return response
      }
    }
    try table.get("/favicon.ico") { _, _ in .redirect(to: "/assets/icon.svg", type: .permanent) }
  }
}

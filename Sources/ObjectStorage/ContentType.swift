import Foundation

/// The metadata of an object that browsers see.
package enum ContentType {
  /// Returns the type for a name by its extension.
  package static func of(_ name: String) -> String {
    let types = [
      "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "json": "application/json",
      "txt": "text/plain", "csv": "text/csv", "html": "text/html",
    ]
    return types[(name as NSString).pathExtension.lowercased()] ?? "application/octet-stream"
  }
}

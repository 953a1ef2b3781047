import Foundation

/// The server's OpenAPI 3.1 description.
enum APIDescription {
  /// The embedded description with Vertex AI's two routes at their actual paths, and `/metrics` where it is answered.
  ///
  /// Throws `CocoaError` when the embedded file isn't JSON.
  static func text(predict: String, health: String, hasMetrics: Bool) throws -> [UInt8] {
    guard predict != "/predict" || health != "/health" || !hasMetrics else { return PackageResources.openapi_json }
    let parsed = try JSONSerialization.jsonObject(with: Data(PackageResources.openapi_json))
    guard var document = parsed as? [String: Any], var paths = document["paths"] as? [String: Any] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    let operation = (predict: paths.removeValue(forKey: "/predict"), health: paths.removeValue(forKey: "/health"))
    paths[predict] = operation.predict
    if !hasMetrics { paths["/metrics"] = nil }
    // The health route may already be described.
    if paths[health] == nil { paths[health] = operation.health }
    document["paths"] = paths
    return Array(try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes]))
  }
}

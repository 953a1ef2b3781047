import Foundation

/// The images that stay outside the repository: `DOGBREED_PHOTOGRAPHS`, or `../shared/data` next to the checkout.
///
/// Tests that need them carry `.enabled(if: RealImages.available)`, so that without them they count as skipped.
public enum RealImages {
  public static var root: URL {
    if let named = ProcessInfo.processInfo.environment["DOGBREED_PHOTOGRAPHS"] { return URL(filePath: named) }
    return checkout.deletingLastPathComponent().appending(path: "shared/data")
  }

  public static var available: Bool {
    FileManager.default.fileExists(atPath: root.appending(path: "awkward/index.csv").path)
  }

  public static func file(_ name: String) -> URL { root.appending(path: name) }

  /// The root of the checkout that these sources are in.
  public static var checkout: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }
}

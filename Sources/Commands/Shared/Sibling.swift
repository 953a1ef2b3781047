import Foundation
import Support

/// Another program of this project, in the same folder as this one.
enum Sibling {
  private static var folder: URL? {
    Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// The path of that program; nil where it isn't there.
  static func path(_ name: String) -> String? {
    guard let path = folder?.appending(path: name).path, access(path, X_OK) == 0 else { return nil }
    return path
  }

  /// Replaces this process with that program: same environment and standard files. Returns only by throwing
  /// `SiblingError`.
  static func become(_ name: String, arguments: [String]) throws(SiblingError) {
    guard let path = path(name) else {
      throw .missing(name: name, folder: folder?.path ?? "the program's folder")
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    execv(path, words)
    throw .refused(path: path, reason: SystemReason.last)
  }
}

/// Why another program of this project can't be run.
enum SiblingError: Error, Hashable, Sendable {
  case missing(name: String, folder: String)
  case refused(path: String, reason: String)
}

extension SiblingError: CustomStringConvertible {
  var description: String {
    switch self {
    case .missing(let name, let folder):
      "\(folder) has no \(name), which this verb needs; build it there with swift build --product \(name)."
    case .refused(let path, let reason): "\(path) can't be run (\(reason)); build it again."
    }
  }
}

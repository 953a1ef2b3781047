import Foundation
import Support

/// How images are named, and where a review keeps its own files.
package enum ReviewPlace {
  /// The folder in a data folder that holds the journal where no other place is named; hidden, so that no verb takes it for a class.
  package static let folderName = ".dogbreed-review"

  /// A file's name: its path below the data folder, or its absolute path.
  package static func name(of path: String, below data: String) -> String {
    path.beginsBytewise(with: data + "/")
      ? String(decoding: path.utf8.dropFirst(data.utf8.count + 1), as: UTF8.self) : path
  }

  /// A file's absolute path by its name.
  package static func path(of name: String, below data: String) -> String {
    name.utf8.first == 47 ? name : "\(data)/\(name)"
  }

  /// Whether anything stands at a path, be it a link that leads nowhere.
  static func isThere(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }
}

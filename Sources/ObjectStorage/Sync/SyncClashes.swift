import Foundation
import Support
import Transport

/// Objects that can't be stored as files here, found out before anything is written; pure.
enum SyncClashes {
  /// Objects whose own name is a folder of other objects' names: one place can't be both here.
  static func leftOut(_ names: [ByteName]) -> [LocalTree.LeftOut] {
    let folders = Set(names.flatMap { ancestors(of: $0.text) })
    return names.filter { folders.contains($0) }.sorted().map {
      .init(name: $0.text, reason: "there are objects below it, and a file can't also be a folder")
    }
  }

  /// Throws `CloudError` that names what stands in an object's way in a folder: a link or a file where a folder has to be, a
  /// folder, a named pipe, a socket or a device where a file has to be.
  ///
  /// A link where a file has to be is none: it is replaced.
  static func check(_ names: [ByteName], _ tree: LocalTree, in folder: String) throws(CloudError) {
    if names.isEmpty { return }
    let files = Set(tree.files.map(\.key))
    var known: Set<ByteName> = []
    func refuse(_ place: ByteName, _ kind: FileKind, _ name: ByteName) -> CloudError {
      let wanted = place == name ? "a file" : "a folder"
      return CloudError(
        .usage,
        "\(folder)/\(place) is \(kind.words), but \(name) needs \(wanted) there; move it away, or name another folder")
    }
    for name in names.sorted() {
      for place in ancestors(of: name.text) where known.insert(place).inserted {
        if files.contains(place) { throw refuse(place, .regular, name) }
        if let kind = tree.others[place], kind != .folder { throw refuse(place, kind, name) }
      }
      if let kind = tree.others[name], kind != .link { throw refuse(name, kind, name) }
    }
  }

  /// `a` and `a/b` of `a/b/c`.
  static func ancestors(of name: String) -> [ByteName] {
    let bytes = name.utf8
    return bytes.indices.filter { bytes[$0] == 47 }.map { ByteName(String(decoding: bytes[..<$0], as: UTF8.self)) }
  }
}

import Foundation
import Support
import Transport

/// Reads what is below a folder.
struct LocalFiles {
  /// Folders inside folders, at most.
  private static let depth = 64
  /// Folders that are met again through links, at most: links to folders of links multiply.
  private static let repeats = 1000

  /// Whether links are followed; where they aren't, each is left out as a link.
  private let followsLinks: Bool
  private var tree = LocalTree()
  private var seen: Set<[UInt64]> = []
  private var repeated = 0

  private init(followsLinks: Bool) { self.followsLinks = followsLinks }

  /// A tree to be read from: links are followed, also to a folder that is met elsewhere, but not round in a circle.
  ///
  /// Throws `CloudError` of kind `usage` with the path.
  static func source(_ folder: String) throws(CloudError) -> LocalTree {
    guard let stamp = FileStamp(path: folder) else { throw CloudError(.usage, "The folder \(folder) doesn't exist") }
    guard stamp.isFolder else { throw CloudError(.usage, "\(folder) is not a folder") }
    let open: FolderDescriptor
    do {
      open = try FolderDescriptor(folder)
    } catch {
      throw CloudError(.usage, "The folder \(folder) can't be read")
    }
    return try read(open, followsLinks: true)
  }

  /// A tree to be written to: no link in it is followed.
  static func destination(_ folder: FolderDescriptor) throws(CloudError) -> LocalTree {
    try read(folder, followsLinks: false)
  }

  private static func read(_ folder: FolderDescriptor, followsLinks: Bool) throws(CloudError) -> LocalTree {
    var reader = LocalFiles(followsLinks: followsLinks)
    do throws(FileError) {
      try reader.add(folder, "", [])
    } catch {
      throw CloudError(error)
    }
    reader.tree.files.sort { $0.key < $1.key }
    reader.tree.leftOut.sort { ByteName($0.name) < ByteName($1.name) }
    return reader.tree
  }

  private mutating func leaveOut(_ name: String, _ reason: String) {
    tree.leftOut.append(.init(name: name, reason: reason))
  }

  /// - above: the folders from the first one down to this one's parent.
  private mutating func add(
    _ folder: FolderDescriptor, _ prefix: String, _ above: [[UInt64]]
  ) throws(FileError) {
    guard above.count < Self.depth else {
      throw FileError(path: folder.path, action: "read", reason: "it is more than \(Self.depth) folders deep")
    }
    let identity = try folder.identity()
    if above.contains(identity) {
      return leaveOut(String(prefix.dropLast()), "it is a link to a folder that contains it")
    }
    if !seen.insert(identity).inserted {
      repeated += 1
      guard repeated <= Self.repeats else {
        throw FileError(
          path: folder.path, action: "read", reason: "links lead to more than \(Self.repeats) folders a second time")
      }
    }
    for bytes in try folder.names() {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        leaveOut(prefix + String(decoding: bytes, as: UTF8.self), "its name is not UTF-8")
        continue
      }
      if !ResumableFile.isPart(name) { try add(name, folder, prefix + name, above + [identity]) }
    }
  }

  private mutating func add(
    _ name: String, _ folder: FolderDescriptor, _ whole: String, _ path: [[UInt64]]
  ) throws(FileError) {
    // What went away meanwhile is nothing.
    guard var info = try folder.status(of: name) else { return }
    var kind = FileKind(info)
    let isLink = kind == .link
    if isLink, followsLinks {
      guard let target = try folder.target(of: name) else { return leaveOut(whole, "it is a link to nowhere") }
      info = target
      kind = FileKind(info)
    }
    switch kind {
    case .regular: tree.files.append(LocalFile(name: whole, stamp: FileStamp(info)))
    case .folder:
      tree.others[ByteName(whole)] = kind
      guard let below = isLink ? try folder.linkedFolder(name) : try folder.folder(name) else { return }
      try add(below, whole + "/", path)
    case .link, .pipe, .socket, .device:
      tree.others[ByteName(whole)] = kind
      leaveOut(whole, "it is \(kind.words)")
    }
  }
}

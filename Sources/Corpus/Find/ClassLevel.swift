/// Which folders are the classes where class folders hold folders of images themselves.
package enum ClassLevel: String, Hashable, Sendable, CaseIterable {
  /// The folders right below the data folder, or below its parts; what they hold belongs to them.
  case outer
  /// The folders in those; images next to them belong to no class.
  case inner
}

/// The depths at which one class folder has images.
struct ClassDepth: Hashable {
  /// The class folder's path below the root, without that of a part.
  let name: String
  /// Whether images are in the class folder itself.
  var isFlat = false
  /// Folders in it that hold images, themselves or further down.
  var inner: [String] = []

  /// Whether it holds several folders of images and no image itself.
  var isDeep: Bool { !isFlat && inner.count > 1 }
}

/// What the depths of all class folders together say about which of them are the classes.
enum ClassFolders: Hashable {
  case outer
  /// The folders in these are the classes.
  case inner([String])
  /// The folders in the class folders are called like parts, and are.
  case parts
  /// Both are possible; a clause says why.
  case either(String)

  init(_ depths: [ClassDepth], level: ClassLevel?) {
    let deep = depths.filter { !$0.isFlat }
    let flat = depths.filter(\.isFlat).map(\.name)
    let first = deep.first(where: \.isDeep)
    if level != .inner, depths.count > 1, first != nil, flat.isEmpty,
      deep.allSatisfy({ $0.inner.allSatisfy { FileName.split($0) != nil } })
    {
      self = .parts
    } else if let level {
      self = level == .outer || deep.isEmpty ? .outer : .inner(deep.map(\.name))
    } else if let first {
      let held = "\(first.name) holds the folders \(Leftovers.list(first.inner, limit: 4))"
      let others = deep.filter { $0 != first }.map(\.name)
      if depths.count == 1 {
        self = .inner([first.name])
      } else if flat.isEmpty {
        self = .either("\(held), as do the folders next to it (\(Leftovers.list(others, limit: 4)))")
      } else if deep.reduce(0, { $0 + $1.inner.count }) > flat.count {
        self = .either("\(held), and next to it images are directly in \(Leftovers.list(flat, limit: 4))")
      } else {
        self = .outer
      }
    } else {
      self = .outer
    }
  }
}

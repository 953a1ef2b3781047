/// One entry of a tar archive, as its header describes it.
package struct TarEntry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file, folder, hardLink, link, other
  }

  /// As it is in the archive: the unpacker has to validate it.
  package let path: String
  /// What the entry is: anything but a file, a folder or a link is `other`.
  package let kind: Kind
  /// Bytes of its contents.
  package let size: Int
  /// Where in the archive (unpacked, if it was compressed) the contents begin.
  package let offset: Int
  /// The path in the archive that a hard link shares its contents with; nil for all else.
  package let target: String?

  package init(path: String, kind: Kind, size: Int, offset: Int, target: String? = nil) {
    self.target = target
    self.path = path
    self.kind = kind
    self.size = size
    self.offset = offset
  }
}

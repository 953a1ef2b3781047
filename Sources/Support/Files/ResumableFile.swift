/// A file that arrives piece by piece, over several runs if need be, and has its name once it is complete.
///
/// Until then its bytes are under a hidden name next to the destination, and a note next to them says what they belong to
/// and which of them are there. Nobody else writes them meanwhile.
package final class ResumableFile: Sendable {
  /// The folder that the file goes to.
  package let folder: FolderDescriptor
  /// The bytes that are there; the caller decides which of them count.
  package let part: RegularFile
  private let name: String

  private static let suffix = ".dogbreed-part"
  private static let noteSuffix = "-journal"

  /// Opens what an earlier run left for the name, or begins with nothing.
  ///
  /// What can't be of an earlier run, such as a link, is removed as a name and made again. Throws where another process
  /// writes the file.
  package init(_ name: String, in folder: FolderDescriptor) throws(FileError) {
    (self.name, self.folder) = (name, folder)
    part = try folder.openPart(Self.partName(of: name))
  }

  private var partName: String { Self.partName(of: name) }

  /// The note's name in the folder.
  package var noteName: String { partName + Self.noteSuffix }

  /// Long names are shortened, so that the file system takes this one, too.
  private static func partName(of name: String) -> String {
    "." + (name.utf8.count > 200 ? String(ContentHash.of(Array(name.utf8)).prefix(16)) : name) + suffix
  }

  /// Whether a name is that of an unfinished file or of its note.
  package static func isPart(_ name: String) -> Bool {
    name.endsBytewise(with: suffix) || name.endsBytewise(with: AtomicFile.suffix)
      || name.endsBytewise(with: suffix + noteSuffix)
  }

  /// Renames the bytes to their name, once they are on the disk, and removes the note. The caller puts the folder's names on
  /// the disk.
  package func finish() throws(FileError) {
    try part.synchronize()
    try folder.rename(partName, to: name)
    try folder.remove(noteName)
  }

  /// Removes what arrived so far, and the note.
  package func discard() {
    try? folder.remove(partName)
    try? folder.remove(noteName)
  }
}

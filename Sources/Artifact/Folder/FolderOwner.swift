import Foundation

/// What a writer of folders may replace.
package struct FolderOwner: Sendable {
  /// Whether a folder that isn't empty is recognisably what the writer wrote.
  let recognises: @Sendable (_ folder: String) -> Bool
  /// Whether a path below such a folder is one of the writer's own files.
  let owns: @Sendable (_ path: String) -> Bool
  /// What is written, for messages, with its article.
  let noun: String

  package init(
    _ noun: String, recognises: @escaping @Sendable (String) -> Bool, owns: @escaping @Sendable (String) -> Bool
  ) {
    self.noun = noun
    self.recognises = recognises
    self.owns = owns
  }

  /// A model folder, whole or the shipped part of one.
  package static let model = FolderOwner("a model", recognises: ModelFiles.isModel, owns: ModelFiles.contains)

  /// A folder in the program's own cache, whatever it holds.
  package static let cache = FolderOwner("a cached net", recognises: { _ in true }, owns: { _ in true })
}

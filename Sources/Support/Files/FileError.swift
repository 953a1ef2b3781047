import SystemPackage

/// Why a file can't be used: which one, what was tried, and the system's own words.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file's path.
  package let path: String
  /// What was tried, as "it can't be …": `opened`, `read`, `written`.
  package let action: String
  /// A clause without its end.
  package let reason: String

  package init(path: String, action: String, reason: String) {
    (self.path, self.action, self.reason) = (path, action, reason)
  }

  init(_ path: String, _ action: String, _ error: any Error) {
    self.init(path: path, action: action, reason: "\(error)")
  }

  package var description: String { "\(path) can't be \(action) (\(reason))." }
}

/// Runs system calls and throws their failure as a `FileError`.
func calling<Value>(_ path: String, _ action: String, _ body: () throws -> Value) throws(FileError) -> Value {
  do {
    return try body()
  } catch let error as FileError {
    throw error
  } catch {
    throw FileError(path, action, error)
  }
}

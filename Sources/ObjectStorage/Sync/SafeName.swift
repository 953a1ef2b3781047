import Support

/// Names that objects may have as files here, and files as objects there.
enum SafeName {
  /// Whether a path below a folder stays there: no empty, `.` or `..` part, nothing that a file system refuses.
  static func isSafe(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 1024, name.utf8.allSatisfy({ $0 != 0 }) else { return false }
    return name.pathComponents.allSatisfy {
      !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 && !ResumableFile.isPart($0)
    }
  }

  /// Whether Cloud Storage takes an object's name: at most 1024 bytes, no line feed and no carriage return.
  static func isObject(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 1024 && name.utf8.allSatisfy { $0 != 10 && $0 != 13 }
  }
}

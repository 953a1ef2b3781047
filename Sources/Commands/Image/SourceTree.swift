import Foundation

/// The checkout that images are built from.
enum SourceTree {
  /// The parts of the checkout that go into an image build, as in `.dockerignore`.
  static let parts = ["Docker", "Models", "Package.swift", "Sources", "Tests", "script"]

  /// The named folder, or the nearest one from here upwards that has the Dockerfiles. Throws
  /// `ContainerImageError.noSource`.
  static func find(_ named: String?, from here: URL) throws(ContainerImageError) -> URL {
    if let named {
      let folder = URL(filePath: named, directoryHint: .isDirectory).standardizedFileURL
      guard isSource(folder) else { throw .noSource(folder: folder.path) }
      return folder
    }
    var folder = here.standardizedFileURL
    while !isSource(folder) {
      let above = folder.deletingLastPathComponent()
      guard above.path != folder.path, folder.path != "/" else { throw .noSource(folder: here.path) }
      folder = above
    }
    return folder
  }

  private static func isSource(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: ContainerImageKind.serve.dockerfile).path)
  }
}

extension SourceTree {
  /// The commit that is checked out, with `-changed` where files differ from it; nil without git or a repository.
  static func revision(of folder: URL) async throws -> String? {
    guard let git = ChildProgram.find("git", in: ChildProgram.searchPath) else { return nil }
    return try await PrivateFolder.with { place in
      let told = place.appending(path: "revision")
      let words = ["-C", folder.path, "describe", "--always", "--abbrev=40", "--dirty=-changed", "--exclude=*"]
      guard try await ChildProgram(git, words).writing(to: told, isQuiet: true) == 0 else { return nil }
      let text = try String(contentsOf: told, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      return text.isEmpty || text.utf8.count > 100 ? nil : text
    }
  }

  /// Packs what goes into a build as a tar archive, the same bytes for the same files where tar is GNU's. Throws
  /// `ContainerImageError`.
  static func pack(_ folder: URL, to archive: URL) async throws {
    guard let tar = ChildProgram.find("tar", in: ChildProgram.searchPath) else {
      throw ContainerImageError.missingTool("tar")
    }
    var words = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"]
    if try await ChildProgram(tar, words + ["-cf", "/dev/null", "-C", folder.path, "Package.swift"]).quiet() != 0 {
      words = []
    }
    let present = parts.filter { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) }
    let status = try await ChildProgram(tar, words + ["-czf", archive.path, "-C", folder.path] + present).loud()
    guard status == 0 else { throw ContainerImageError.failed(program: "tar", verb: "-c", status: status) }
  }
}

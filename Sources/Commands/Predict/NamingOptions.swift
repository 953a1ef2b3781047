import ArgumentParser
import Foundation
import Support

/// Which images, besides those named one by one.
struct NamingOptions: ParsableArguments {
  @Flag(help: "Include the images in subfolders of the named folders.")
  var recursive = false

  @Option(
    name: .customLong("files-from"),
    help:
      "A file with one path per line (or ended by NUL bytes), or - for standard input (default: none). May be repeated.",
    transform: Place.path)
  var lists: [String] = []

  @Option(
    help: """
      Only this one of several equal parts, such as 3/16; by default what torchrun's RANK and WORLD_SIZE, a Cloud Run \\
      job's, or a Kubernetes indexed job's variables say.
      """)
  var shard: Shard?

  /// Throws `ValidationError` for names that make no sense together.
  func check(_ files: [String]) throws {
    if files.isEmpty, lists.isEmpty { throw ValidationError("Name at least one image, folder or list (--files-from).") }
    if (files + lists).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read once only.")
    }
  }

  /// Throws `ValidationError` for flags that would have no effect on what is there.
  func checkEffect(_ files: [String]) throws {
    if recursive, !files.contains(where: { Self.isFolder($0) || Location.isStored($0) }) {
      throw ValidationError("--recursive has no effect unless a folder is named.")
    }
  }

  /// The part that the flag or the launcher's variables name; nil for everything.
  func shard(_ environment: [String: String]) throws -> Shard? {
    if let shard { return shard }
    guard let found = try Shard.environment(environment), found.shard.count > 1 else { return nil }
    Console.error("note: classifying part \(found.shard.number) of \(found.shard.count), as set by \(found.variables).")
    return found.shard
  }

  func names(_ files: [String], shard: Shard?) throws -> ImageNames {
    ImageNames(files, lists: try lists.map { try NameList($0) }, isRecursive: recursive, shard: shard)
  }

  /// How many images there are; nil where only looking into folders and lists would tell.
  func count(_ files: [String], shard: Shard?) -> Int? {
    let isTold = lists.isEmpty && !files.contains { Self.isFolder($0) || Location.isStored($0) }
    return isTold ? files.indices.count { shard?.holds($0) ?? true } : nil
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}

import Corpus
import Foundation
import GoogleCloud
import Support

/// An image to classify, as its answer names it.
struct ImageName: Hashable, Sendable {
  let file: String
  /// Why it can't be read at all.
  var problem: String?
}

/// The images that a command line names, in a stable order and never all in memory: files, folders, URLs, and lists of
/// such.
actor ImageNames {
  private enum Source {
    case argument(String)
    case walk(ImageWalk)
    case objects(ObjectListing)
    case list(NameList)
  }

  private var sources: [Source]
  private let isRecursive: Bool
  private let shard: Shard?
  private var place = 0
  private var base: String?
  /// What was skipped and why, one sentence each; whole at the end.
  private(set) var notes: [String] = []
  /// Images found so far, all shards together.
  var found: Int { place }

  init(_ arguments: [String], lists: [NameList] = [], isRecursive: Bool = false, shard: Shard? = nil) {
    sources = (lists.map { .list($0) } + arguments.reversed().map { .argument($0) })
    self.isRecursive = isRecursive
    self.shard = shard
  }

  /// The next image of the shard; nil at the end.
  ///
  /// Throws what listing throws; a single name that can't be used is an image with a problem.
  func next() async throws -> ImageName? {
    while let name = try await any() {
      place += 1
      if shard?.holds(place - 1) ?? true { return name }
    }
    return nil
  }

  private func any() async throws -> ImageName? {
    while let source = sources.popLast() {
      switch source {
      case .argument(let argument):
        if let name = try await open(argument) { return name }
      case .walk(var walk):
        guard let found = walk.next() else {
          notes += walk.notes
          continue
        }
        sources.append(.walk(walk))
        switch found {
        case .image(let path): return ImageName(file: path)
        case .problem(let path, let reason): return ImageName(file: path, problem: reason)
        }
      case .objects(var listing):
        guard let file = try await listing.url() else {
          let count = listing.skipped
          if count > 0 {
            notes.append("Objects skipped because they aren't images or are in subfolders: \(count).")
          }
          continue
        }
        sources.append(.objects(listing))
        return ImageName(file: file)
      case .list(let list):
        guard let line = try await list.next() else { continue }
        sources.append(source)
        return named(line.name, isText: line.isText, in: list)
      }
    }
    return nil
  }

  /// An image where the argument is one; a folder becomes a source of its own.
  private func open(_ argument: String) async throws -> ImageName? {
    if Location.isStored(argument) {
      guard let listing = try await ObjectListing(argument, isRecursive: isRecursive) else {
        return ImageName(file: argument)
      }
      sources.append(.objects(listing))
      return nil
    }
    var info = stat()
    guard argument != "-", stat(argument, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      return ImageName(file: argument)
    }
    sources.append(.walk(try ImageWalk(argument, isRecursive: isRecursive)))
    return nil
  }

  /// A relative path counts from the working directory, or from the list's folder where only that has the first one.
  private func named(_ name: String, isText: Bool, in list: NameList) -> ImageName {
    guard isText else { return ImageName(file: name, problem: "The name is not UTF-8; rename the file.") }
    do {
      guard case .path(let path) = Location(try Location.requirePathOrURL(name)), !path.hasPrefix("/") else {
        return ImageName(file: name)
      }
    } catch {
      return ImageName(file: name, problem: "\(error).")
    }
    if base == nil {
      let folder = URL(filePath: list.source).deletingLastPathComponent().relativePath
      let isThere = FileManager.default.fileExists(atPath: name)
      base = !isThere && FileManager.default.fileExists(atPath: "\(folder)/\(name)") ? "\(folder)/" : ""
    }
    return ImageName(file: (base ?? "") + name)
  }
}

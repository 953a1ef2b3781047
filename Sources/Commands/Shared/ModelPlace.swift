import ArgumentParser
import Foundation
import Support

/// The model folder that a verb works on.
enum ModelPlace {
  /// The named one, downloaded if it is a gs:// URL, or the shipped one; throws a usage error when there is neither.
  static func url(_ named: String?, progress: any ProgressReporter = ConsoleProgress()) async throws -> URL {
    guard let place = named ?? Folders.shippedModel else {
      throw ValidationError(
        "Name a model folder, or start the program with script/dogbreed, which knows the shipped one.")
    }
    // A path from a variable is checked here; one from the command line was.
    do {
      _ = try Place.pathOrURL(place)
    } catch {
      throw ValidationError("DOGBREED_MODEL can't be used: \(error).")
    }
    return URL(filePath: try await Remote.input(place, progress: progress), directoryHint: .isDirectory)
  }

  /// Bytes of a model folder's files together; 0 for those that can't be seen.
  static func bytes(in folder: URL) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.reduce(0) { sum, name in
      let path = folder.appending(path: name).resolvingSymlinksInPath().path
      return sum + ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0)
    }
  }
}

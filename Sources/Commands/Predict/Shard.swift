import ArgumentParser

/// One of several equal parts of the images, so that many machines share the work.
struct Shard: Hashable, Sendable {
  /// From 1 to `count`.
  let number: Int
  let count: Int

  /// Whether the image at a place in the list, counted from 0, is this part's.
  func holds(_ place: Int) -> Bool { place % count == number - 1 }

  /// The name of this part's own file: `answers.csv` becomes `answers-003-of-016.csv`.
  func name(of file: String) -> String {
    guard count > 1 else { return file }
    let width = max(3, String(count).count)
    func digits(_ value: Int) -> String {
      String(repeating: "0", count: width - String(value).count) + String(value)
    }
    let part = "-\(digits(number))-of-\(digits(count))"
    let folderEnd = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
    guard let dot = file[folderEnd...].lastIndex(of: "."), dot != folderEnd else { return file + part }
    return file[..<dot] + part + file[dot...]
  }
}

extension Shard: ExpressibleByArgument {
  /// Reads `3/16`.
  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1, (1...count).contains(number) else {
      return nil
    }
    self.init(number: number, count: count)
  }
}

extension Shard {
  /// The part that launchers of parallel processes set by environment variables, with the variables' names; nil if none do.
  ///
  /// Known are torchrun's, Cloud Run jobs', and a Kubernetes indexed job's, whose number of completions Kubernetes doesn't
  /// say: `JOB_COMPLETIONS` does. Throws `ValidationError` where the variables contradict themselves.
  static func environment(_ environment: [String: String]) throws -> (shard: Shard, variables: String)? {
    let known = [
      ("RANK", "WORLD_SIZE"), ("CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT"),
      ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"),
    ]
    for (index, count) in known {
      guard let place = environment[index] else { continue }
      guard let all = environment[count] else {
        if index == "RANK" { continue }
        throw ValidationError("\(index) is set, but \(count) isn't; set it to the number of parts, or give --shard.")
      }
      guard let number = Int(place), let total = Int(all), total >= 1, (0..<total).contains(number) else {
        throw ValidationError("\(index)=\(place) and \(count)=\(all) name no part; give --shard.")
      }
      return (Shard(number: number + 1, count: total), "\(index) and \(count)")
    }
    return nil
  }
}

import Foundation

/// How much memory the process may use: its control groups' limits, or the machine's memory.
package enum MemoryLimit {
  /// Bytes.
  ///
  /// - Parameter root: where the system's files are, for tests.
  package static func bytes(root: String = "/", machine: UInt64 = ProcessInfo.processInfo.physicalMemory) -> Int {
    let groups = (try? String(contentsOfFile: "\(root)/proc/self/cgroup", encoding: .utf8)) ?? ""
    var least = Int(clamping: machine)
    for line in groups.split(separator: "\n") {
      // `0::/PATH` is version 2; `N:memory:/PATH` is version 1.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let place: (folder: String, file: String)
      if parts[0] == "0", parts[1].isEmpty {
        place = ("\(root)/sys/fs/cgroup", "memory.max")
      } else if parts[1].split(separator: ",").contains("memory") {
        place = ("\(root)/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      } else {
        continue
      }
      // A group has no more than those that it is in. In a container the path may be that of the host, and not be there.
      var names = parts[2].split(separator: "/")
      while true {
        let file = ([place.folder] + names.map(String.init) + [place.file]).joined(separator: "/")
        if let limit = number(in: file) { least = min(least, limit) }
        guard !names.isEmpty else { break }
        names.removeLast()
      }
    }
    return least
  }

  /// Nil where there is no such file, or it says `max`.
  private static func number(in file: String) -> Int? {
    let text = try? String(contentsOfFile: file, encoding: .utf8)
    return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}

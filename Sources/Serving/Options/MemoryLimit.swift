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

extension ServerOptions {
  /// Bytes for decoded images and for requests' bodies that leave room for the program and a model: 512 MiB each where
  /// there is plenty, less in a small container.
  ///
  /// - Parameter memory: what the process may use.
  package static func budgets(memory: Int) -> (decode: Int, body: Int) {
    let spare = max(96 << 20, memory - 320 << 20)
    return (decode: min(512 << 20, spare / 2), body: min(512 << 20, spare / 3))
  }
}

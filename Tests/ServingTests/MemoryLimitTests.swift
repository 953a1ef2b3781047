import Foundation
import Serving
import TestSupport
import Testing

/// How much memory a container has, and what follows from it.
@Suite struct MemoryLimitTests {
  private func bytes(_ files: [String: String], machine: UInt64 = 8 << 30) throws -> Int {
    let folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(text.utf8, to: path) }
    return MemoryLimit.bytes(root: folder.path, machine: machine)
  }

  @Test func theLeastOfAllGroupsCounts() throws {
    #expect(try bytes([:]) == 8 << 30)
    // Version 2, in a container: the group is the root.
    #expect(try bytes(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "536870912\n"]) == 512 << 20)
    #expect(try bytes(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"]) == 8 << 30)
    // The parent has less.
    let nested = [
      "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "100\n",
    ]
    #expect(try bytes(nested) == 100)
    // Version 1; a path that isn't there, as of the host.
    let first = [
      "proc/self/cgroup": "4:cpu:/x\n3:memory:/docker/abc\n0::/\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "200\n",
      "sys/fs/cgroup/cpu/x/memory.limit_in_bytes": "1\n",
    ]
    #expect(try bytes(first) == 200)
    // No limit of version 1 is a very large number.
    let unlimited = [
      "proc/self/cgroup": "3:memory:/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ]
    #expect(try bytes(unlimited) == 8 << 30)
    #expect(try bytes(["proc/self/cgroup": "nonsense\n::\n:memory\n"], machine: 5) == 5)
  }

  @Test func whatIsGivenCounts() async throws {
    let options = try ServerOptions(
      await OptionSources(
        flags: [:], environment: ["DOGBREED_DECODE_BUDGET": "1000", "DOGBREED_BODY_LIMIT": "1073741824"]))
    #expect(options.decodeBudget == 1000 && options.bodyBudget == 1 << 30)
  }
}

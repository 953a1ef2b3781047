import Foundation
import Serving
import Support
import TestSupport
import Testing

/// The memory that `cloud deploy` gives an instance, held by a control group of just that size.
@Suite(.enabled(if: MemoryGroup.isAvailable)) struct CloudRunMemoryTests {
  private static let client = """
    import struct, sys, threading, urllib.request, zlib, random
    side = 2700
    rows = random.Random(1).randbytes(side * (3 * side))
    raw = b"".join(b"\\0" + rows[n * 3 * side:(n + 1) * 3 * side] for n in range(side))
    def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    image = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) \\
        + chunk(b"IDAT", zlib.compress(raw, 0)) + chunk(b"IEND", b"")
    told = []
    def ask():
        request = urllib.request.Request(sys.argv[1] + "/api/v1/predictions?top=1", image, {"Content-Type": "image/png"})
        try: told.append(urllib.request.urlopen(request, timeout=500).status)
        except Exception as error: told.append(f"{type(error).__name__} {error}")
    threads = [threading.Thread(target=ask) for _ in range(int(sys.argv[2]))]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(len(image) >> 20, *told)
    """

  /// As many requests at a time as `--concurrency` says, each of 22 MB, are all answered.
  @Test func asManyRequestsAtATimeAreAnswered() throws {
    let (program, folder) = (try Program(), try TemporaryFolder())
    let model = folder.url.appending(path: "model").path
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs").path
    try #require(try program.run("model", "assemble", shipped, "--out", model).status == 0)
    let bytes = try FileManager.default.subpathsOfDirectory(atPath: model).reduce(0) { sum, name in
      sum + ((try FileManager.default.attributesOfItem(atPath: "\(model)/\(name)"))[.size] as? Int ?? 0)
    }
    let rule = ServingMemory(modelBytes: bytes)
    let memory = rule.needed(requests: 16, bodyLimit: ServerOptions().bodyLimit, holdsFiles: false)
    let budgets = rule.budgets(of: memory, holdsFiles: false)
    let group = try MemoryGroup(bytes: memory)
    defer { group.remove() }
    let environment = [
      "DOGBREED_BODY_BUDGET": "\(budgets.body)", "DOGBREED_DECODE_BUDGET": "\(budgets.decode)",
      "DOGBREED_DEADLINE": "500",
      "DOGBREED_READ_TIMEOUT": "500",
    ]
    let served = try program.serve(model, environment: environment, within: group.words) { address in
      let told = try Process.output(of: "/usr/bin/env", ["python3", "-c", Self.client, address, "16"])
      let words = told.split(whereSeparator: \.isWhitespace).map(String.init)
      #expect(words.first == "20" && words.dropFirst().allSatisfy { $0 == "200" } && words.count == 17, "\(told)")
    }
    #expect(served.status == 0, "\(served.errors)")
    #expect(group.kills == 0)
  }
}

/// A control group (version 1 or 2) with a limit of memory, where this user may make one.
struct MemoryGroup {
  private static let roots = [
    (folder: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes", events: "memory.oom_control"),
    (folder: "/sys/fs/cgroup", limit: "memory.max", events: "memory.events"),
  ]

  private let folder: String
  private let events: String

  static var isAvailable: Bool {
    guard let group = try? MemoryGroup(bytes: 64 << 20) else { return false }
    group.remove()
    return true
  }

  init(bytes: Int) throws {
    for root in Self.roots where FileManager.default.fileExists(atPath: root.folder) {
      let place = "\(root.folder)/dogbreed-test-\(UUID().uuidString)"
      guard mkdir(place, 0o755) == 0 else { continue }
      if let file = FileHandle(forWritingAtPath: "\(place)/\(root.limit)"),
        (try? file.write(contentsOf: Data("\(bytes)".utf8))) != nil
      {
        (folder, events) = (place, "\(place)/\(root.events)")
        return
      }
      rmdir(place)
    }
    throw CocoaError(.fileWriteNoPermission)
  }

  /// Words that run a program in the group.
  var words: [String] { ["sh", "-c", "echo $$ >\"$0/cgroup.procs\" && exec \"$@\"", folder] }

  /// How many processes were killed for want of memory.
  var kills: Int {
    let text = (try? String(contentsOfFile: events, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
    return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
  }

  func remove() { rmdir(folder) }
}

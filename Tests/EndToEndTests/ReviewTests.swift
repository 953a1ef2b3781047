import Foundation
import TestSupport
import Testing

/// A review through the program: the page's server, kills, what is applied and undone.
@Suite struct ReviewTests {
  private let program: Program
  private let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 10)
  }

  /// A running review that is asked as its page asks.
  private struct Running {
    let process: Process
    let outcome: () -> Program.Outcome
    let base: String
    let token: String

    /// What the server answers; nil where it doesn't.
    func ask(_ path: String, _ body: [String: Any]? = nil) throws -> [String: Any]? {
      let curl = Process()
      curl.executableURL = URL(filePath: "/usr/bin/env")
      var words = ["curl", "-s", "--max-time", "120", "-H", "X-Review-Token: \(token)", "\(base)\(path)"]
      if let body {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        words += ["-H", "Content-Type: application/json", "-d", text]
      }
      curl.arguments = words
      let pipe = Pipe()
      curl.standardOutput = pipe
      try curl.run()
      let found = pipe.fileHandleForReading.readDataToEndOfFile()
      curl.waitUntilExit()
      return curl.terminationStatus == 0 ? try JSONSerialization.jsonObject(with: found) as? [String: Any] : nil
    }

    func stop(_ signal: Int32 = SIGTERM) -> Program.Outcome {
      kill(process.processIdentifier, signal)
      return outcome()
    }
  }

  private func path(_ name: String) -> String { data.folder.url.appending(path: name).path }

  /// Starts a review, and waits until it has printed its address.
  private func start(_ more: String...) throws -> Running {
    let said = path("said-\(UUID().uuidString)")
    // Through a file, since what a started program prints is known only at its end.
    let words = ["review", data.path, "--backbone", "efficientnet-lite0", "--threads", "1"] + more
    let (process, outcome) = try program.start(
      ["-c", "exec \"$0\" \"$@\" > \(said)", Program.binary.path] + words, within: ["bash"], isShell: true)
    let end = ContinuousClock.now + .seconds(600)
    while ContinuousClock.now < end, process.isRunning {
      let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
      if text.hasSuffix("\n"),
        let match = text.firstMatch(of: /open (http:\/\/127\.0\.0\.1:\d+)\/\?token=([0-9a-f]{64})/)
      {
        return Running(process: process, outcome: outcome, base: String(match.1), token: String(match.2))
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    Issue.record("\(outcome().errors)")
    throw CocoaError(.executableLoad)
  }

  private func files() throws -> Set<String> {
    let names = FileManager.default.enumerator(atPath: data.path)
    var found: Set<String> = []
    while let name = names?.nextObject() as? String {
      if name.hasSuffix(".jpg"), !name.hasPrefix(".") { found.insert(name) }
    }
    return found
  }

  /// The image of a name, by what the page asks for it by.
  private func number(of name: String, in review: Running, class id: String) throws -> Int {
    let escaped = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
    let grid = try #require(try review.ask("/api/grid?class=\(escaped)"))
    let cells = try #require(grid["cells"] as? [[String: Any]])
    return try #require(cells.first { $0["name"] as? String == name }?["number"] as? Int, "\(cells)")
  }

  @Test func aWrongLabelIsFoundCorrectedAppliedAndUndone() throws {
    try FileManager.default.moveItem(
      atPath: "\(data.path)/red square/3.jpg", toPath: "\(data.path)/blue disc/moved.jpg")
    let before = try files()
    var review = try start()
    // One at a time.
    let second = try program.run("review", data.path, "--backbone", "efficientnet-lite0")
    #expect(second.status == 1 && second.errors.contains("Another dogbreed review has"), "\(second.errors)")
    #expect(try program.run("review", "apply", data.path).errors.contains("Another dogbreed review has"))
    let asked = try #require(try review.ask("/api/items?queue=doubts"))
    let items = try #require(asked["items"] as? [[String: Any]])
    #expect(items.first?["name"] as? String == "blue disc/moved.jpg")
    let candidates = items.first?["candidates"] as? [[String: Any]]
    #expect(candidates?.first?["id"] as? String == "red square")
    #expect((items.first?["neighbours"] as? [[String: Any]])?.count == 6)
    let figures = (asked["overview"] as? [String: Any])?["figures"] as? [String: Any]
    #expect((figures?["of"] as? Int ?? 0) > 0)
    let number = try #require(items.first?["number"] as? Int)
    let map = try #require(try review.ask("/api/map/\(number)?class=red%20square"))
    #expect((map["values"] as? [Any])?.count == (map["columns"] as? Int ?? 0) * (map["rows"] as? Int ?? 0))
    let reply = try #require(
      try review.ask("/api/decide", ["images": [number], "verdict": "label", "name": "red square", "queue": "doubts"]))
    #expect((reply["overview"] as? [String: Any])?["relabelled"] as? Int == 1)
    #expect(try files() == before)
    // Killed right after the answer: the decision is there.
    _ = review.stop(SIGKILL)
    review = try start()
    let overview = try #require(try review.ask("/api/overview"))
    #expect(overview["relabelled"] as? Int == 1 && overview["decided"] as? Int == 1)
    // A class of its own for one image, and another one deleted.
    let other = try self.number(of: "blue disc/1.jpg", in: review, class: "blue disc")
    _ = try review.ask("/api/decide", ["images": [other], "verdict": "new", "name": "blue ball"])
    let gone = try self.number(of: "green stripes/2.jpg", in: review, class: "green stripes")
    _ = try review.ask("/api/decide", ["images": [gone], "verdict": "delete"])
    #expect(review.stop().status == 0)
    let dry = try program.run("review", "apply", data.path, "--dry-run")
    #expect(dry.output.contains("blue disc/moved.jpg -> red square/moved.jpg") && dry.output.contains("the bin"))
    #expect(try files() == before)
    let applied = try program.run("review", "apply", data.path)
    #expect(applied.status == 0 && applied.output.contains("another label now: 2; in the bin: 1"), "\(applied.errors)")
    let after = try files()
    #expect(
      after.contains("red square/moved.jpg") && after.contains("blue ball/1.jpg") && after.count == before.count - 1)
    #expect(try program.run("review", "apply", data.path).errors.contains("nothing to apply"))
    // The review's own folder isn't taken for a class.
    #expect(try program.run("data", "show", data.path, "--json").object()["classes"] as? Int ?? 4 == 4)
    let undone = try program.run("review", "undo", data.path)
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(try files() == before)
    #expect(try program.run("review", "undo", data.path).errors.contains("nothing to undo"))
  }

  /// Killed again and again while one decision follows another: what was answered is there, and a changed class, too.
  @Test func killsLoseNoDecision() throws {
    var generator = SeededGenerator(seed: 5)
    var told: [Int: String] = [:]
    for turn in 0..<5 {
      let review = try start()
      var labels: [Int: String] = [:]
      for id in GeneratedDataSet.classes {
        let escaped = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
        for cell in try #require(try review.ask("/api/grid?class=\(escaped)")?["cells"] as? [[String: Any]]) {
          labels[try #require(cell["number"] as? Int)] = id
        }
      }
      for (number, id) in told { #expect(labels[number] == id, "turn \(turn)") }
      let seconds = Double.random(in: 0.05...0.8, using: &generator)
      let identifier = review.process.processIdentifier
      let moment = Thread {
        Thread.sleep(forTimeInterval: seconds)
        kill(identifier, SIGKILL)
      }
      moment.start()
      while true {
        let number = Int.random(in: 0..<30, using: &generator)
        let id = try #require(GeneratedDataSet.classes.randomElement(using: &generator))
        let answer = try review.ask("/api/decide", ["images": [number], "verdict": "label", "name": id])
        guard answer?["overview"] != nil else {
          // It may have been kept or not.
          told[number] = nil
          break
        }
        told[number] = id
      }
      _ = review.outcome()
    }
    #expect(!told.isEmpty)
  }

  /// A start from nothing: images without labels, and classes that come to be on the page.
  @Test func imagesWithoutLabelsBecomeADataSet() throws {
    let empty = path("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let refused = try program.run("review", empty, "--backbone", "efficientnet-lite0")
    #expect(refused.status == 1 && refused.errors.contains("No images were found"), "\(refused.errors)")
    try FileManager.default.moveItem(atPath: data.path, toPath: path("new"))
    try FileManager.default.createDirectory(atPath: data.path, withIntermediateDirectories: true)
    let review = try start("--unlabelled", path("new"), "--journal", path("journal"))
    var asked = try #require(try review.ask("/api/items?queue=unlabelled"))
    for _ in 0..<9 {
      let item = try #require((asked["items"] as? [[String: Any]])?.first)
      let name = try #require(item["name"] as? String)
      let id = try #require(GeneratedDataSet.classes.first { name.contains("/\($0)/") })
      asked = try #require(
        try review.ask(
          "/api/decide", ["images": [item["number"] ?? 0], "verdict": "new", "name": id, "queue": "unlabelled"]))
    }
    let classes = (asked["overview"] as? [String: Any])?["classes"] as? [[String: Any]]
    // By the middles of groups, every class is met soon.
    #expect(classes?.count == 3)
    #expect(review.stop().status == 0)
    let applied = try program.run("review", "apply", data.path, "--journal", path("journal"))
    #expect(applied.status == 0, "\(applied.errors)")
    #expect(try files().count == 9)
    #expect(try program.run("review", "undo", data.path, "--journal", path("journal")).status == 0)
    #expect(try files().isEmpty)
  }

  /// The test part's files could as well not be there.
  @Test func theTestPartIsNeverOpened() throws {
    try FileManager.default.createDirectory(atPath: path("parts"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: data.path, toPath: path("parts/train"))
    for id in GeneratedDataSet.classes {
      try FileManager.default.createDirectory(atPath: path("parts/test/\(id)"), withIntermediateDirectories: true)
      // Whoever opens it waits for good.
      #expect(mkfifo(path("parts/test/\(id)/t.jpg"), 0o600) == 0)
      try FileManager.default.removeItem(atPath: path("parts/test/\(id)/t.jpg"))
      try data.folder.write(Array("no image".utf8), to: "parts/test/\(id)/t.jpg")
    }
    try FileManager.default.moveItem(atPath: path("parts"), toPath: data.path)
    let review = try start()
    for id in GeneratedDataSet.classes {
      let escaped = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
      let grid = try #require(try review.ask("/api/grid?class=\(escaped)"))
      #expect(grid["total"] as? Int == 10)
    }
    let ended = review.stop()
    // Damaged images of other parts are said; these were never read.
    #expect(!ended.errors.contains("t.jpg"), "\(ended.errors)")
  }

  /// Where there is no room for a line, the decision isn't taken, and nothing before it is lost.
  @Test func aFullDiskKeepsWhatWasDecided() throws {
    let limit = 24
    let journal = path("journal")
    let said = path("said")
    let words = ["review", data.path, "--backbone", "efficientnet-lite0", "--threads", "1", "--journal", journal]
    // The features first, since the limit is on every file that is written.
    _ = try start("--journal", journal).stop()
    let (process, outcome) = try program.start(
      ["-c", "trap '' XFSZ; ulimit -f \(limit); exec \"$0\" \"$@\" > \(said)", Program.binary.path] + words,
      within: ["bash"], isShell: true)
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    let end = ContinuousClock.now + .seconds(600)
    var found: Running?
    while found == nil, ContinuousClock.now < end, process.isRunning {
      let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
      if let match = text.firstMatch(of: /open (http:\/\/127\.0\.0\.1:\d+)\/\?token=([0-9a-f]{64})/) {
        found = Running(process: process, outcome: outcome, base: String(match.1), token: String(match.2))
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    let review = try #require(found)
    var (kept, refused) = (0, "")
    while refused.isEmpty, kept < 1000 {
      let answer = try #require(
        try review.ask("/api/decide", ["images": [kept % 30], "verdict": "label", "name": "blue disc"]))
      if let detail = answer["detail"] as? String { refused = detail } else { kept += 1 }
    }
    #expect(refused.contains("The decision was not kept") && kept > 10, "\(refused)")
    #expect(try review.ask("/api/overview")?["decided"] as? Int == kept)
    _ = review.stop(SIGKILL)
    let again = try start("--journal", journal)
    #expect(try again.ask("/api/overview")?["decided"] as? Int == kept)
    _ = try again.ask("/api/decide", ["images": [1], "verdict": "unsure"])
    #expect(again.stop().status == 0)
  }
}

import Foundation
import TestSupport
import Testing

/// Holds the tree to the rules of Docs/Architecture.md by `script/lint-tree`, and the script to finding what breaks
/// them.
@Suite struct ArchitectureTests {
  /// What the script prints of a tree, a line a fault.
  private func faults(_ checks: String..., root: URL = RealImages.checkout) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", "-B", RealImages.checkout.appending(path: "script/lint-tree").path, "--root", root.path] + checks
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").map(String.init)
    #expect(process.terminationStatus == (lines.isEmpty ? 0 : 1))
    return lines
  }

  @Test(arguments: ["imports", "sizes", "ends", "words", "docs", "variables", "pins"])
  func theTreeKeepsItsRules(_ check: String) throws {
    let found = try faults(check)
    // Apart from the expectation, which would print them all.
    let isClean = found.isEmpty
    #expect(isClean, "\(found.count): \(found.prefix(20).joined(separator: "\n"))")
  }

  /// A small tree with one fault of each kind, next to what only looks like one.
  @Test func whatBreaksARuleIsFound() throws {
    let folder = try TemporaryFolder()
    func write(_ text: String, _ name: String) throws { try folder.write(text.utf8, to: name) }
    try write(
      """
      | `Below` | a | |
      | `Above`, `Gone` | b | Below, its kin |
      | `Serving` | c | Below, Runtime |
      """, "Docs/Architecture.md")
    try write("\\bwhilom\\b\tformerly\n", "script/words.txt")
    try write(
      "import Foundation\nimport Above\n// it was whilom here, and \"whilom\" in quotes\n", "Sources/Below/A.swift")
    try write("public import struct Below.A\nfunc f() { fatalError() }\n", "Sources/Above/B.swift")
    try write("import Runtime\n", "Sources/Serving/C.swift")
    try write("", "Sources/Rowless/D.swift")
    try write("| `DOGBREED_KNOWN` | it |\n", "CONTRIBUTING.md")
    try write("// DOGBREED_KNOWN and DOGBREED_LOST\n", "Sources/Below/G.swift")
    try write("// DOGBREED_NOBODYS\n", "Tests/BelowTests/H.swift")
    let digest = String(repeating: "0a", count: 32)
    try write("ARG SWIFT_IMAGE=swift:6@sha256:\(digest)\nFROM ${SWIFT_IMAGE}\nFROM debian:12\n", "Docker/a.Dockerfile")
    try write(
      "container: swift:6\n  - uses: a/b@v4\n  - uses: a/b@\(digest.prefix(40)) # v4\n", ".github/workflows/a.yml")
    let long = (0..<70).map { "  print(\($0))" }.joined(separator: "\n")
    try write("protocol P {\n  func short()\n}\nfunc long() {\n\(long)\n}\n", "Sources/Below/E.swift")
    try write(String(repeating: "// line\n", count: 301), "Sources/Below/F.swift")
    try commit(folder)
    #expect(
      try faults("imports", root: folder.url) == [
        "Docs/Architecture.md:1: Rowless has no row", "Docs/Architecture.md:2: there is no target Gone",
        "Docs/Architecture.md:2: Above: 'its kin' names no module",
        "Docs/Architecture.md:2: Gone: 'its kin' names no module",
        "Sources/Below/A.swift:2: Below may not import Above",
        "Sources/Serving/C.swift:1: Serving may not import Runtime",
      ])
    let sizes = try faults("sizes", root: folder.url).filter { $0.hasPrefix("Sources/Below/") }
    #expect(
      sizes == [
        "Sources/Below/E.swift:4: long has 72 lines, more than 60", "Sources/Below/F.swift:1: 301 lines, more than 300",
      ])
    #expect(try faults("ends", root: folder.url) == ["Sources/Above/B.swift:2: fatalError can end the process"])
    #expect(
      try faults("variables", root: folder.url) == [
        "Sources/Below/G.swift:1: DOGBREED_LOST has no row among the variables of CONTRIBUTING.md"
      ])
    #expect(
      try faults("pins", root: folder.url) == [
        ".github/workflows/a.yml:1: swift:6 can change; add its digest or commit",
        ".github/workflows/a.yml:2: a/b@v4 can change; add its digest or commit",
        "Docker/a.Dockerfile:3: debian:12 can change; add its digest or commit",
      ])
    #expect(try faults("words", root: folder.url) == ["Sources/Below/A.swift:3: whilom → formerly"])
  }

  @Test func membersThatSayNothingAreFound() throws {
    let folder = try TemporaryFolder()
    let text = """
      package protocol Wheel {
        /// Turns once.
        func turn()
      }
      /// A cart.
      package struct Cart: Wheel, CustomStringConvertible {
        /// How many wheels there are.
        package let wheels: Int
        package let load: Int
        package init(wheels: Int, load: Int) {
          (self.wheels, self.load) = (wheels, load)
        }
        package init(of parts: [Int]) { self.init(wheels: parts[0], load: parts[1]) }
        package func turn() {}
        package func stop() {}
        package var description: String { "a cart" }
        let own = 1
      }
      /// What the road's keeper is told.
      ///
      /// Members: https://example.com/keeper.
      package struct Notice: Encodable { 
        package var weight: Int
      }
      package struct Other: Encodable {
        package var weight: Int
      }
      """
    try folder.write(text.utf8, to: "Sources/Below/A.swift")
    try commit(folder)
    #expect(
      try faults("docs", root: folder.url).map { $0.split(separator: ":")[1] } == ["9", "13", "15", "26"])
  }

  /// Makes a folder what git knows.
  private func commit(_ folder: TemporaryFolder) throws {
    for words in [["init", "-q"], ["add", "."]] {
      let git = Process()
      git.executableURL = URL(filePath: "/usr/bin/env")
      git.arguments = ["git", "-C", folder.path] + words
      try git.run()
      git.waitUntilExit()
      try #require(git.terminationStatus == 0)
    }
  }
}

import Foundation
import TestSupport
import Testing

/// Holds the sources' import lines against the table in Docs/Architecture.md.
@Suite struct ArchitectureTests {
  private static let open: Set<String> = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Synchronization", "Dispatch", "Glibc", "Musl",
    "Darwin",
  ]

  /// Target → modules that its row allows; nil stands for "all of the above".
  private static func table() throws -> [(targets: [String], allowed: Set<String>?)] {
    let text = try String(contentsOf: Photographs.checkout.appending(path: "Docs/Architecture.md"), encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard line.hasPrefix("| `"), cells.count >= 4 else { return nil }
      let targets = cells[1].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      let words = cells[3].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      return (targets, cells[3].contains("all of the above") || cells[3].contains("kin") ? nil : Set(words))
    }
  }

  /// Every target's folder: those of `Sources`, and the C parts below `Support`.
  private static func folders() throws -> [String: URL] {
    let sources = Photographs.checkout.appending(path: "Sources")
    let support = sources.appending(path: "Support")
    func names(_ folder: URL) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
    }
    let all = try names(sources).map { ($0, sources.appending(path: $0)) }
    let parts = try names(support).filter {
      FileManager.default.fileExists(atPath: support.appending(path: "\($0)/include").path)
    }
    return Dictionary(all + parts.map { ($0, support.appending(path: $0)) }) { first, _ in first }
  }

  private static func imports(of target: String) throws -> Set<String> {
    let folder = try #require(folders()[target])
    var modules: Set<String> = []
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let words = line.trimmingCharacters(in: .whitespaces).split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { continue }
        guard place == 0 || ["public", "package", "internal", "private", "@preconcurrency"].contains(words[0]) else {
          continue
        }
        modules.insert(String(words.last ?? "").split(separator: ".").first.map(String.init) ?? "")
      }
    }
    return modules
  }

  @Test func everyTargetHasARowAndEveryRowATarget() throws {
    let named = Set(try Self.table().flatMap(\.targets))
    #expect(named == Set(try Self.folders().keys))
  }

  @Test func noTargetImportsMoreThanItsRowAllows() throws {
    for row in try Self.table() {
      guard let allowed = row.allowed else { continue }
      for target in row.targets {
        let extra = try Self.imports(of: target).subtracting(allowed).subtracting(Self.open)
        #expect(extra.isEmpty, "\(target) imports \(extra.sorted())")
      }
    }
  }

  @Test func theServersKnowNoEngine() throws {
    let engines: Set = ["Torch", "CTorch", "Runtime", "COpenVINO", "Imaging", "Inference", "Training"]
    #expect(try Self.imports(of: "Serving").isDisjoint(with: engines))
  }

  @Test func whatAnswersLoadsNoLibtorch() throws {
    let training: Set = ["Training", "Torch", "CTorch", "TrainingCommands"]
    for target in ["Commands", "DogbreedKit", "Inference", "Features", "Serving"] {
      #expect(try Self.imports(of: target).isDisjoint(with: training))
    }
  }

  @Test func filesStaySmall() throws {
    for root in ["Sources", "Tests"] {
      let folder = Photographs.checkout.appending(path: root)
      for case let file as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
        guard file.hasSuffix(".swift"), !file.contains("Generated") else { continue }
        let lines = try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 500, "\(file) has \(lines.count) lines")
      }
    }
  }

  @Test func noSourceCanEndTheProcess() throws {
    let folder = Photographs.checkout.appending(path: "Sources")
    for case let file as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      guard file.hasSuffix(".swift"), !file.hasPrefix("dogbreed"), !file.contains("Generated/") else { continue }
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for word in ["fatalError(", "try!", "preconditionFailure(", " exit("] {
        #expect(!text.contains(word), "\(file) has \(word)")
      }
    }
  }
}

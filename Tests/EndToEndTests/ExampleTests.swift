import Foundation
import TestSupport
import Testing

/// Another package that depends on this one by its version, as a library's user makes it.
@Suite struct ExampleTests {
  /// The example, built in a folder of its own upon a tagged copy of this repository, names what images show.
  @Test(.timeLimit(.minutes(60))) func aPackageDependsByVersionAndClassifies() throws {
    let folder = try TemporaryFolder()
    try Self.tagged("1.0.0", at: folder.url.appending(path: "dogbreed"))
    let package = folder.url.appending(path: "Classify")
    try FileManager.default.copyItem(at: RealImages.checkout.appending(path: "Examples/Classify"), to: package)
    let manifest = package.appending(path: "Package.swift")
    let near = ".package(path: \"../..\")"
    let text = try String(contentsOf: manifest, encoding: .utf8)
    try #require(text.contains(near))
    let versioned = ".package(url: \"file://\(folder.path)/dogbreed\", from: \"1.0.0\")"
    try text.replacing(near, with: versioned).write(to: manifest, atomically: true, encoding: .utf8)
    try? FileManager.default.removeItem(at: package.appending(path: ".build"))
    try Self.run(["swift", "build", "--package-path", package.path])

    let data = try GeneratedDataSet(perClass: 8)
    let model = data.folder.url.appending(path: "model").path
    let trained = try Program().run(
      "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--random-weights",
      "--input-size", "64", "--validation", "0")
    try #require(trained.status == 0, "\(trained.errors)")
    let images = GeneratedDataSet.classes.map { "\(data.path)/\($0)/0.jpg" }
    let said = try Self.run([package.appending(path: ".build/debug/Classify").path, model] + images)
    let lines = said.split(separator: "\n")
    #expect(lines.count == images.count)
    for line in lines {
      #expect(line.hasPrefix("0.jpg ") && GeneratedDataSet.classes.contains { line.hasSuffix(" \($0)") }, "\(line)")
    }
  }

  /// SwiftPM refuses to build a versioned dependency one of whose targets has a flag it calls unsafe.
  @Test(arguments: ["DogbreedKit", "DogbreedTraining"]) func librariesNeedNoUnsafeFlag(product: String) throws {
    let scratch = try TemporaryFolder()
    let text = try Self.run([
      "swift", "package", "--package-path", RealImages.checkout.path, "--scratch-path", scratch.path, "dump-package",
    ])
    let manifest = try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
    var open = try #require(manifest.products.first { $0.name == product }).targets
    var seen: Set<String> = []
    while let name = open.popLast() {
      guard seen.insert(name).inserted, let target = manifest.targets.first(where: { $0.name == name }) else {
        continue
      }
      #expect(!target.settings.contains { $0.kind.keys.contains("unsafeFlags") }, "\(name) has unsafe flags")
      open += target.dependencies.compactMap { ($0.byName ?? $0.target)?.first??.text }
    }
    #expect(seen.contains("COpenVINO"))
    #expect(seen.contains("CTorch") == (product == "DogbreedTraining"))
    #expect(manifest.targets.contains { $0.settings.contains { $0.kind.keys.contains("unsafeFlags") } })
  }

  /// A repository with the sources as they are here, and one tag.
  private static func tagged(_ version: String, at copy: URL) throws {
    try FileManager.default.createDirectory(at: copy.appending(path: "Tests"), withIntermediateDirectories: true)
    for name in ["Package.swift", "Sources", "Tests/TestSupport"] {
      try FileManager.default.copyItem(at: RealImages.checkout.appending(path: name), to: copy.appending(path: name))
    }
    let git = ["git", "-C", copy.path, "-c", "user.name=test", "-c", "user.email=test@localhost"]
    for words in [["init", "-q"], ["add", "-A"], ["commit", "-qm", "Copy"], ["tag", version]] { try run(git + words) }
  }

  /// Runs a program to its end; returns its standard output.
  @discardableResult
  private static func run(_ words: [String]) throws -> String {
    let folder = try TemporaryFolder()
    let files = try ["out", "err"].map { try folder.write([], to: $0) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging([
      "DOGBREED_ENGINES": RealImages.checkout.appending(path: ".deps").path
    ]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { try String(contentsOf: $0, encoding: .utf8) }
    try #require(process.terminationStatus == 0, "\(words): \(texts[0].suffix(2000))\n\(texts[1].suffix(2000))")
    return texts[0]
  }
}

/// The part of `swift package dump-package` that tells targets' flags.
private struct Manifest: Decodable {
  struct Product: Decodable {
    let name: String
    let targets: [String]
  }
  struct Target: Decodable {
    let name: String
    let dependencies: [Dependency]
    let settings: [Setting]
  }
  struct Dependency: Decodable {
    let byName: [Name?]?
    let target: [Name?]?
  }
  struct Setting: Decodable { let kind: [String: Ignored] }
  /// A name, or a condition, which is nothing here.
  struct Name: Decodable {
    let text: String?
    init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
  }
  struct Ignored: Decodable {
    init(from decoder: any Decoder) {}
  }
  let products: [Product]
  let targets: [Target]
}

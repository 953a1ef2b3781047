import Foundation
import TestSupport
import Testing

/// `script/dogbreed` in a checkout of its own, whose set-up and build only take notes.
@Suite struct StartScriptTests {
  private let checkout: TemporaryFolder

  init() throws {
    checkout = try TemporaryFolder()
    try checkout.write(
      try Data(contentsOf: RealImages.checkout.appending(path: "script/dogbreed")), to: "script/dogbreed")
    try script("script/bootstrap", "")
    // Builds what prints how often it was built; an edit that is told to come meanwhile, comes.
    try script(
      "script/build",
      """
      cd "$(dirname "$0")/.."
      mkdir -p .build/release
      echo >>".build/count-$2"
      printf '#!/bin/sh\\necho built %s times, runs "$@"\\n' "$(wc -l <".build/count-$2")" >".build/release/$2"
      chmod +x ".build/release/$2"
      if [ "$2" = dogbreed ] && [ -f edit ]; then mv edit Sources/A.swift; fi
      """)
    try checkout.write("a".utf8, to: "Sources/A.swift")
    try checkout.write("b".utf8, to: "Sources/B.swift")
    try checkout.write("package".utf8, to: "Package.swift")
    try checkout.write("1".utf8, to: ".deps/stamp")
    try checkout.write("".utf8, to: "Models/README")
    try checkout.write("".utf8, to: "script/wheels.txt")
  }

  private func script(_ name: String, _ body: String) throws {
    try checkout.write("#!/usr/bin/env bash\nset -eu\n\(body)\n".utf8, to: name)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: checkout.url.appending(path: name).path)
  }

  /// How often the program that runs was built.
  private func builds() throws -> Int {
    let text = try said()
    let told = try #require(text.wholeMatch(of: /built +(\d+) times, runs some words\n/), "\(text)")
    return try #require(Int(told.output.1))
  }

  /// How often the program that trains was built.
  private func trainingBuilds() -> Int {
    (try? Data(contentsOf: checkout.url.appending(path: ".build/count-dogbreed-training")).count) ?? 0
  }

  /// What the script prints.
  private func said(_ words: [String] = ["some", "words"]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["bash", checkout.url.appending(path: "script/dogbreed").path] + words
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  @Test func whatIsUnchangedIsBuiltOnce() throws {
    #expect(try builds() == 1)
    #expect(try builds() == 1)
  }

  @Test func everyChangeIsBuilt() throws {
    #expect(try builds() == 1)
    try checkout.write("changed".utf8, to: "Sources/A.swift")
    #expect(try builds() == 2)
    // Of the same size, a moment later.
    try checkout.write("Changed".utf8, to: "Sources/A.swift")
    #expect(try builds() == 3)
    try FileManager.default.removeItem(at: checkout.url.appending(path: "Sources/B.swift"))
    #expect(try builds() == 4)
    try checkout.write("c".utf8, to: "Sources/Deep/C.swift")
    #expect(try builds() == 5)
    try checkout.write("2".utf8, to: ".deps/stamp")
    #expect(try builds() == 6)
    #expect(try builds() == 6)
  }

  @Test func anEditDuringTheBuildIsBuiltTheNextTime() throws {
    try checkout.write("later".utf8, to: "edit")
    #expect(try builds() == 1)
    #expect(try builds() == 2)
    #expect(try builds() == 2)
  }

  @Test func whatTrainsIsBuiltForTheVerbsThatRunIt() throws {
    #expect(try builds() == 1)
    #expect(trainingBuilds() == 0)
    #expect(try said(["train", "--help"]).hasSuffix("runs train --help\n"))
    #expect(trainingBuilds() == 1)
    #expect(try said(["calibrate"]).hasSuffix("runs calibrate\n"))
    #expect(try builds() == 2)
    #expect(trainingBuilds() == 1)
    // Both are of one state of the sources.
    try checkout.write("changed".utf8, to: "Sources/A.swift")
    #expect(try builds() == 3)
    #expect(trainingBuilds() == 1)
    #expect(try said(["train"]).hasSuffix("runs train\n"))
    #expect(trainingBuilds() == 2)
  }

  /// Each verb that runs the other program is one for which the script builds it.
  @Test func everyVerbThatTrainsIsKnown() throws {
    let script = try String(contentsOf: RealImages.checkout.appending(path: "script/dogbreed"), encoding: .utf8)
    let sources = RealImages.checkout.appending(path: "Sources/Commands")
    var verbs: Set<String> = []
    for file in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where file.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      for call in text.matches(of: /"dogbreed-training", arguments: \[("[^\]]*")\]/) {
        verbs.insert(String(call.output.1).replacing("\"", with: "").replacing(", ", with: "\\ "))
      }
    }
    #expect(verbs.count >= 2)
    for verb in verbs { #expect(script.contains("\(verb)\\ * |") || script.contains("\(verb) |"), "\(verb)") }
  }

  @Test func aBuildThatFailsIsTriedAgain() throws {
    let build = try Data(contentsOf: checkout.url.appending(path: "script/build"))
    try script("script/build", "exit 1")
    #expect(try said().isEmpty)
    try script("script/build", "")
    try checkout.write(build, to: "script/build")
    #expect(try builds() == 1)
  }
}

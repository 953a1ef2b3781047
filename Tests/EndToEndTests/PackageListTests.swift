import Foundation
import TestSupport
import Testing

/// The lists of what a build takes, and what is made of them.
@Suite struct PackageListTests {
  private struct Ran {
    let status: Int32, output: String, errors: String
  }

  private func run(_ script: URL, _ words: String...) throws -> Ran {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", script.path] + words
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Ran(status: process.terminationStatus, output: text, errors: said)
  }

  /// A checkout of nothing but what the script reads.
  private func checkout() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["script/packages", "script/packages.txt", "Package.swift"] {
      try folder.write(try Data(contentsOf: RealImages.checkout.appending(path: name)), to: name)
    }
    return folder
  }

  private func change(_ folder: TemporaryFolder, _ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    #expect(text.contains(old))
    try folder.write(Array(text.replacingOccurrences(of: old, with: new).utf8), to: name)
  }

  @Test func aCheckoutWithoutVersionsGetsThoseOfTheList() throws {
    let folder = try checkout()
    let script = folder.url.appending(path: "script/packages")
    #expect(try run(script).status == 0)
    let file = folder.url.appending(path: "Package.resolved")
    let written = try Data(contentsOf: file)
    let pins =
      try #require(try JSONSerialization.jsonObject(with: written) as? [String: Any])["pins"] as? [[String: Any]]
    let list = try String(contentsOf: folder.url.appending(path: "script/packages.txt"), encoding: .utf8)
    #expect(pins?.count == list.split(separator: "\n").count { !$0.hasPrefix("#") })
    #expect(try run(script, "--check").status == 0)
    try change(folder, "Package.resolved", "\"1.2.1\"", "\"1.2.0\"")
    let checked = try run(script, "--check")
    #expect(checked.status == 1 && checked.errors.contains("swift-algorithms: 1.2.0, listed as 1.2.1"))
    let mended = try run(script)
    #expect(mended.status == 0 && mended.errors.contains("put right"))
    #expect(try Data(contentsOf: file) == written)
  }

  @Test func aManifestThatAsksForAnotherVersionIsRefused() throws {
    let folder = try checkout()
    try change(folder, "Package.swift", "exact: \"1.8.2\"", "exact: \"1.8.3\"")
    let ran = try run(folder.url.appending(path: "script/packages"))
    #expect(
      ran.status == 1 && ran.errors.contains("swift-argument-parser is 1.8.3 in Package.swift and 1.8.2 in the list"))
    try change(folder, "Package.swift", "exact: \"1.8.3\"", "from: \"1.8.2\"")
    #expect(try run(folder.url.appending(path: "script/packages")).status == 1)
  }

  @Test func theBillOfMaterialsIsTheSameEveryTimeAndComplete() throws {
    let script = RealImages.checkout.appending(path: "script/sbom")
    let first = try run(script)
    #expect(first.status == 0, "\(first.errors)")
    let isSame = try run(script).output == first.output
    #expect(isSame)
    for part in ["swift-nio-http2", "torch", "libvips42", "stanford-dogs"] {
      let isNamed = first.output.contains(part)
      #expect(isNamed, "\(part)")
    }
  }

  /// By the schema that CycloneDX publishes.
  @Test(.enabled(if: ReferencePython.available)) func theBillOfMaterialsIsValid() throws {
    let text = try run(RealImages.checkout.appending(path: "script/sbom")).output
    let folder = try TemporaryFolder()
    let file = try folder.write(text.utf8, to: "sbom.json")
    let found = try ReferencePython.run(
      """
      import sys
      from cyclonedx.schema import SchemaVersion
      from cyclonedx.validation.json import JsonStrictValidator
      validator = JsonStrictValidator(SchemaVersion.V1_6)
      assert validator.validate_str("{}") is not None
      print(validator.validate_str(open(sys.argv[1]).read()))
      """, [file.path])
    #expect(found == "None\n")
  }
}

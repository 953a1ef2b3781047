import Testing

@testable import Commands

/// What `--version` says.
@Suite struct VersionTests {
  @Test func programAndEngineAreNamed() {
    let lines = Program.versions.split(separator: "\n")
    #expect(lines.first == "dogbreed \(Program.version)")
    #expect(lines.dropFirst().first?.firstMatch(of: /^OpenVINO \d{4}\.\d/) != nil, "\(lines)")
  }
}

import Foundation
import TestSupport
import Testing

/// Named pipes and devices in the place of files are refused at once, never waited for.
@Suite struct PipeTests {
  private let program: Program
  private let folder: TemporaryFolder
  private let pipe: String

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
    pipe = folder.url.appending(path: "pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
  }

  private func place(_ name: String) -> String { folder.url.appending(path: name).path }

  @Test(arguments: [
    ["data", "fetch", "folder:http://127.0.0.1:1/a.tar", "--out", "NEW", "--from", "PIPE"],
    ["data", "show", "PIPE"], ["data", "check", "FOLDER", "--labels", "PIPE"], ["serve", "--config", "PIPE"],
    ["backbone", "import", "PIPE", "--as", "resnet50"], ["model", "info", "MODEL"], ["cloud", "translate", "PIPE"],
    ["bench", "--images", "PIPE", "--model", "MODEL"],
    ["model", "record", "MODEL", "--on", "test", "--report", "PIPE"],
  ])
  func isRefused(_ arguments: [String]) throws {
    try folder.write([1], to: "folder/class/a.jpg")
    try FileManager.default.createDirectory(atPath: place("model"), withIntermediateDirectories: true)
    try #require(mkfifo(place("model/model.json"), 0o600) == 0)
    let named = arguments.map { word in
      ["PIPE": pipe, "NEW": place("new"), "FOLDER": place("folder"), "MODEL": place("model")][word] ?? word
    }
    // What waits for the pipe's other end would be ended by `timeout`, with status 124.
    let outcome = try program.start(named, within: ["timeout", "60"]).1()
    #expect(outcome.status != 0 && outcome.status != 124, "\(arguments): \(outcome.status) \(outcome.errors)")
    #expect(outcome.errors.contains("rror:"), "\(arguments): \(outcome.errors)")
  }
}

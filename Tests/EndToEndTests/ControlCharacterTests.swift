import Foundation
import Imaging
import TestSupport
import Testing

/// Names that others gave never drive the terminal of whoever reads them.
@Suite struct ControlCharacterTests {
  private static let names = ["\u{1B}]0;owned\u{7}pug", "two\nerror: lines\u{9B}31m", "\u{202E}gnp"]

  private func data() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (number, name) in Self.names.enumerated() {
      for copy in 0..<2 {
        let pixels = TestImages.scene(width: 48, height: 48, seed: UInt64(number * 2 + copy))
        let image = try #require(RGBImage(width: 48, height: 48, pixels: pixels)).jpeg(quality: 90)
        try folder.write(image, to: "\(name)/\(name)-\(copy).jpg")
      }
    }
    try folder.write("no image".utf8, to: "\(Self.names[0])/\u{1B}[2Jbroken.jpg")
    return folder
  }

  @Test(arguments: [["show"], ["show", "--json"], ["check"], ["check", "--json"]])
  func classesAndFiles(_ verb: [String]) throws {
    let folder = try data()
    let outcome = try Program().start(["data"] + verb + [folder.path]).1()
    for text in [outcome.output, outcome.errors] {
      #expect(
        !text.unicodeScalars.contains { $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}") })
    }
    #expect(outcome.output.contains("\\u001b"), "\(outcome.output) \(outcome.errors)")
    #expect(!(outcome.output + outcome.errors).split(separator: "\n").contains { $0.hasPrefix("error: lines") })
    if verb.contains("--json") {
      // What is read back is the name as it was.
      #expect("\(try outcome.object())".contains("\\u{1B}]0;owned"))
    }
  }

  @Test func argumentsInMessages() throws {
    let outcome = try Program().run("predict", "--model", "/nowhere/\u{1B}[31m", "x.jpg")
    #expect(outcome.status == 1 && !outcome.errors.contains("\u{1B}") && outcome.errors.contains("\\u001b[31m"))
  }

  @Test func standardInputIsNamedOnce() throws {
    #expect(try Program().run("predict", "-", "-").status == 2)
  }

  @Test func aWrongModelIsFoundBeforeTheCheck() throws {
    let folder = try data()
    let outcome = try Program().run("data", "check", folder.path, "--model", folder.path)
    #expect(outcome.status == 1 && !outcome.errors.contains("checking"), "\(outcome.errors)")
  }
}

import Foundation
import TestSupport
import Testing

/// What goes wrong is said in one clear sentence, with the right exit code, and nothing is lost.
@Suite struct BadInputTests {
  private let program: Program
  private let folder: TemporaryFolder

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
  }

  private func train(_ data: String, to model: String) throws -> Program.Outcome {
    try program.run(
      "train", "--data", data, "--model-dir", folder.url.appending(path: model).path, "--backbone", "efficientnet-lite0"
    )
  }

  private func expectOneSentence(_ outcome: Program.Outcome, status: Int32 = 1, naming words: String...) {
    #expect(outcome.status == status, "\(outcome.errors)")
    let last = outcome.errors.split(separator: "\n").last { $0.hasPrefix("error:") || $0.hasPrefix("Error:") }
    #expect(last != nil, "\(outcome.errors)")
    for word in words { #expect(last?.contains(word) == true, "\(outcome.errors)") }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "model").path))
  }

  @Test(arguments: [
    ["train"], ["train", "--data", "x"], ["train", "--data", "x", "--model-dir", "y", "--epochs", "0"],
    ["train", "--data", "x", "--model-dir", "y", "--backbone", "vgg"], ["predict"], ["predict", "--top", "0", "x"],
    ["predict", "--looks", "4", "x"], ["nothing"], ["evaluate", "--split", "half", "--data", "x"],
    ["predict", "--precision", "f16", "x"],
  ])
  func wrongUsageExitsWith2(arguments: [String]) throws {
    let outcome = try program.start(arguments).1()
    #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
    #expect(outcome.errors.contains("Error:"))
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: [["backbone", "list"], ["--help"]])
  func aResultThatCouldNotBeWrittenIsAFailure(arguments: [String]) throws {
    let full = ["sh", "-c", #""$@" >/dev/full"#, "sh"]
    let outcome = try program.start(arguments, within: full).1()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Standard output can't be written (No space left on device)"), "\(outcome.errors)")
  }

  @Test func aReaderWhoLeavesEndsTheWorkQuietly() throws {
    let reader = ["bash", "-c", #"set -o pipefail; "$@" | head -n 1"#, "bash"]
    let outcome = try program.start(["backbone", "list", "--long"], within: reader).1()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n").count == 1 && outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test func aMissingFolder() throws {
    expectOneSentence(try train("/nowhere/at/all", to: "model"), naming: "/nowhere/at/all")
  }

  @Test func anEmptyFolder() throws {
    expectOneSentence(try train(folder.path, to: "model"), naming: folder.path)
  }

  @Test func oneClass() throws {
    var generator = SeededGenerator(seed: 1)
    for number in 0..<4 {
      try folder.write(GeneratedDataSet.image(of: "blue disc", using: &generator), to: "data/blue disc/\(number).jpg")
    }
    expectOneSentence(try train(folder.url.appending(path: "data").path, to: "model"), naming: "blue disc")
  }

  @Test func onlyBrokenImages() throws {
    for name in ["a", "b"] { try folder.write(Array("no image".utf8), to: "data/\(name)/1.jpg") }
    expectOneSentence(try train(folder.url.appending(path: "data").path, to: "model"))
  }

  @Test func aClassWithOneImageAndABrokenOneAreNoReasonToStop() throws {
    let data = try GeneratedDataSet(perClass: 8)
    var generator = SeededGenerator(seed: 3)
    try data.folder.write(GeneratedDataSet.image(of: "red square", using: &generator), to: "data/single/1.jpg")
    try data.folder.write(Array("no image".utf8), to: "data/blue disc/broken.jpg")
    try data.folder.write([], to: "data/blue disc/empty.jpg")
    let model = data.folder.url.appending(path: "model").path
    let outcome = try program.run(
      "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let problems = try #require(try outcome.object()["problems"] as? [[String: Any]])
    #expect(problems.count == 2)
    #expect(problems.allSatisfy { ($0["file"] as? String)?.contains("blue disc/") == true })
    #expect(outcome.errors.contains("single"))
  }

  @Test func aModelFolderThatCanNotBeWritten() throws {
    let data = try GeneratedDataSet(perClass: 6)
    try folder.write([1], to: "file")
    let outcome = try train(data.path, to: "file/model")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("can't be written"))
  }

  @Test(.enabled(if: canMount, "this user may not mount a small file system"))
  func aFullDiskLeavesThePreviousModel() throws {
    let data = try GeneratedDataSet(perClass: 6)
    let disk = folder.url.appending(path: "disk")
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    try #require(try Self.shell("/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.path) == 0)
    defer { _ = try? Self.shell("/bin/umount", disk.path) }
    try Data("old".utf8).write(to: disk.appending(path: "note"))
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs")
    try FileManager.default.copyItem(at: shipped, to: disk.appending(path: "model"))
    let outcome = try program.run(
      "train", "--data", data.path, "--model-dir", disk.appending(path: "model").path, "--backbone",
      "efficientnet-lite0")
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("No space left"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).sorted() == ["model", "note"])
    for name in ["model.json", "head.safetensors"] {
      let file = disk.appending(path: "model/\(name)")
      #expect(try Data(contentsOf: file) == Data(contentsOf: shipped.appending(path: name)))
    }
  }

  @Test func killedAtAnyMomentThePreviousModelStaysWhole() throws {
    let data = try GeneratedDataSet(perClass: 6)
    let model = data.folder.url.appending(path: "model").path
    let arguments = ["train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0"]
    try #require(try program.start(arguments).1().status == 0)
    var generator = SeededGenerator(seed: 11)
    var kills = 0
    for _ in 0..<8 {
      let (process, finish) = try program.start(arguments)
      usleep(UInt32.random(in: 10_000...900_000, using: &generator))
      kill(process.processIdentifier, SIGKILL)
      _ = finish()
      kills += process.terminationReason == .uncaughtSignal ? 1 : 0
      let verified = try program.run("model", "verify", model)
      #expect(verified.status == 0, "\(verified.errors)")
    }
    #expect(kills > 0)
    let again = try program.start(arguments).1()
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func aBadImageDoesNotKeepTheOthersFromTheirAnswers() throws {
    let data = try GeneratedDataSet(perClass: 6)
    let model = data.folder.url.appending(path: "model").path
    try #require(
      try program.run("train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0").status
        == 0)
    let bad = try folder.write(Array("plain text".utf8), to: "text.jpg").path
    let good = "\(data.path)/blue disc/0.jpg"
    let outcome = try program.run("predict", "--model", model, "--json", bad, good, "/nowhere.jpg")
    #expect(outcome.status == 1)
    let answers = try outcome.objects()
    #expect(answers.count == 3)
    #expect((answers[0]["error"] as? String)?.contains("text") == true)
    #expect(answers[1]["verdict"] is String)
    #expect((answers[2]["error"] as? String)?.contains("/nowhere.jpg") == true)
  }

  /// Whether a file system of a given size can be made: that takes root, and more than a bare container allows.
  private static let canMount: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder(),
      (try? shell("/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path)) == 0
    else { return false }
    return (try? shell("/bin/umount", folder.path)) == 0
  }()

  private static func shell(_ program: String, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

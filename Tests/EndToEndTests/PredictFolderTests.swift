import Foundation
import TestSupport
import Testing

/// `predict` on folders and lists: every image answered or named, in a stable order, wherever the run was interrupted.
@Suite(.serialized) struct PredictFolderTests {
  private let program: Program
  private let data: GeneratedDataSet
  private let model: String
  private let images: String

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 6)
    model = data.folder.path + "/model"
    images = data.path
    let trained = try program.run(
      "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--input-size", "64")
    try #require(trained.status == 0, "\(trained.errors)")
    try data.folder.write(Array("not an image".utf8), to: "photos/broken.jpg")
    try data.folder.write(Array("a note".utf8), to: "photos/notes.txt")
  }

  private func predict(_ words: String..., within: [String] = [], environment: [String: String] = [:]) throws
    -> Program.Outcome
  {
    try program.start(["predict", "--model", model] + words, environment: environment, within: within).1()
  }

  private func lines(_ file: String) throws -> [String] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func foldersListsShardsAndResumedRunsAgree() throws {
    let folder = data.folder
    let out = folder.path + "/all.csv"
    let all = try predict(images, folder.path + "/photos", "--recursive", "--out", out)
    #expect(all.status == 1, "\(all.errors)")
    #expect(all.errors.contains(".txt (1)") && all.errors.contains("1 image failed"), "\(all.errors)")
    let rows = try lines(out)
    #expect(rows.count == 2 + 6 * GeneratedDataSet.classes.count)
    #expect(rows.dropFirst().map { $0.prefix { $0 != "," } }.contains { $0.hasSuffix("photos/broken.jpg") })

    let again = try predict(images, "--recursive", "--out", out)
    #expect(again.status == 1 && again.errors.contains("--resume"), "\(again.errors)")
    #expect(try lines(out) == rows)

    // A killed run: half a line is left.
    let text = try String(contentsOfFile: out, encoding: .utf8)
    try Data(text.utf8.prefix(text.utf8.count / 2)).write(to: URL(filePath: out))
    let resumed = try predict(images, folder.path + "/photos", "--recursive", "--out", out, "--resume")
    #expect(resumed.status == 1 && resumed.errors.contains("answered before"), "\(resumed.errors)")
    #expect(try lines(out) == rows)

    let list = folder.path + "/list.txt"
    let found = rows.dropFirst().map { String($0.prefix { $0 != "," }) }
    try Data(found.joined(separator: "\n").utf8).write(to: URL(filePath: list))
    let listed = try predict("--files-from", list, "--out", folder.path + "/listed.csv")
    #expect(listed.status == 1)
    #expect(try lines(folder.path + "/listed.csv") == rows)

    var parts: [String] = []
    for rank in 0..<3 {
      let part = try predict(
        "--files-from", list, "--out", folder.path + "/part.csv",
        environment: ["RANK": "\(rank)", "WORLD_SIZE": "3"])
      #expect(part.errors.contains("part \(rank + 1) of 3"), "\(part.errors)")
      parts += try lines(folder.path + "/part-00\(rank + 1)-of-003.csv").dropFirst()
    }
    #expect(parts.sorted() == rows.dropFirst().sorted())
  }

  @Test func namesFromAPipe() throws {
    let name = "\(images)/\(GeneratedDataSet.classes[0])/0.jpg"
    let piped = try predict(
      "--files-from", "-", "--json",
      within: ["sh", "-c", #"printf '%s\0%s\0' '\#(name)' 'az://bucket/x.jpg' | "$@""#, "sh"])
    let objects = try piped.objects()
    #expect(piped.status == 1 && objects.count == 2, "\(piped.errors)")
    #expect(objects.first?["file"] as? String == name && objects.first?["error"] == nil)
    #expect((objects.last?["error"] as? String)?.contains("az:// is not supported") == true)
  }

  @Test(arguments: [
    (["--resume", "x.jpg"], "--out"), (["--out", "a.txt", "x.jpg"], ".jsonl"), (["--recursive", "x.jpg"], "no effect"),
    (["-", "-"], "once"), (["--shard", "4/3", "x.jpg"], "4/3"), (["--out", "a.csv", "--json", "x.jpg"], "--json"),
    (["--out", "gs://b/a.csv", "x.jpg"], "gs://b/a.csv"),
  ])
  func whatCanNotBeMeant(words: [String], said: String) throws {
    let outcome = try program.start(["predict"] + words).1()
    #expect(outcome.status == 2 && outcome.errors.contains(said), "\(outcome.errors)")
  }

  @Test func aFolderWithoutImages() throws {
    try data.folder.write([1], to: "empty/inner/notes.txt")
    let outcome = try predict(data.folder.path + "/empty")
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("No images were found") && outcome.errors.contains("--recursive"))
  }
}

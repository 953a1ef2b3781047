import Foundation
import Support
import TestSupport
import Testing

/// `data fetch` through the program, from a server on loopback.
@Suite struct FetchTests {
  private let program: Program
  private let data: GeneratedDataSet
  private let server: FaultyServer

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 12)
    try FileManager.default.createDirectory(
      at: data.folder.url.appending(path: "served"), withIntermediateDirectories: true)
    server = try FaultyServer(serving: data.folder.url.appending(path: "served"))
  }

  private func place(_ name: String) -> String { data.folder.url.appending(path: name).path }

  /// Packs a folder below the temporary one by the system's own tar.
  private func pack(_ archive: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tar", "-cf", place("served/\(archive)")] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Every file below a folder, but for the program's own, by name.
  private func contents(_ name: String) throws -> [String: Data] {
    var all: [String: Data] = [:]
    for file in FileManager.default.enumerator(atPath: place(name))?.compactMap({ $0 as? String }) ?? []
    where !file.hasPrefix(".fetch") && file != "fetch.json" {
      if let data = FileManager.default.contents(atPath: "\(place(name))/\(file)") { all[file] = data }
    }
    return all
  }

  @Test func fetchedShownAndTrainedOn() throws {
    try pack("shapes.tar", ["-C", data.path, "."])
    let address = server.address("breaks", "shapes.tar")
    let outcome = try program.run("data", "fetch", "folder:\(address)", "--out", place("got"), "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.object()["pictures"] as? Int == 36)
    #expect(outcome.errors.contains("Licence:") && outcome.errors.contains("No SHA-256"))
    #expect(try contents("got") == contents("data"))
    #expect(!FileManager.default.fileExists(atPath: place("got/.fetch")))
    let trained = try program.run(
      "train", "--data-dir", place("got"), "--model-dir", place("model"), "--backbone", "efficientnet-lite0",
      "--input-size", "64", "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    // Again: all is here, nothing is fetched.
    let again = try program.run("data", "fetch", "folder:\(address)", "--out", place("got"))
    #expect(again.status == 0 && again.errors.contains("already exists"), "\(again.errors)")
  }

  @Test func killedAtRandomMomentsItGoesOn() throws {
    try pack("shapes.tar", ["-C", data.path, "."])
    let kills = try program.killing(
      ["data", "fetch", "folder:\(server.address("slow", "shapes.tar"))", "--out", place("got")], kills: 8,
      after: 0.1...0.35, seed: 8)
    #expect(kills > 0)
    #expect(try contents("got") == contents("data"))
  }

  /// The archives of Stanford Dogs, made small; the real hashes then refuse them, by hand and from a mirror.
  @Test func otherContentThanThePublishedIsRefused() throws {
    try pack("annotation.tar", ["-C", data.path, "."])
    let mirror = server.address("good", "").dropLast()
    let outcome = try program.run(
      "data", "fetch", "stanford-dogs", "--out", place("dogs"), "--mirror", String(mirror))
    #expect(outcome.status == 1 && outcome.errors.contains("not 21852160"), "\(outcome.errors)")
    let byHand = try program.run(
      "data", "fetch", "stanford-dogs", "--out", place("dogs"), "--from", place("served/annotation.tar"))
    #expect(byHand.status == 1 && byHand.errors.contains("not the expected archive"), "\(byHand.errors)")
  }

  @Test func fetchedByHand() throws {
    try pack("shapes.tar", ["-C", data.path, "."])
    let outcome = try program.run(
      "data", "fetch", "folder:http://127.0.0.1:1/shapes.tar", "--out", place("got"), "--from",
      place("served/shapes.tar"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try contents("got") == contents("data"))
    #expect(FileManager.default.fileExists(atPath: place("served/shapes.tar")))
  }

  @Test func hostileAndBrokenArchivesLeaveNothing() throws {
    try data.folder.write(Array("text".utf8), to: "inside/class/a.jpg")
    symlink("/etc/passwd", place("inside/class/link.jpg"))
    try pack("links.tar", ["-C", place("inside"), "."])
    try pack("climbing.tar", ["-P", "-C", place("inside/class"), "../class/a.jpg"])
    try pack("whole.tar", ["-C", data.path, "."])
    let whole = try Data(contentsOf: URL(filePath: place("served/whole.tar")))
    try data.folder.write(whole.prefix(whole.count / 2), to: "served/half.tar")
    for (name, words) in [("links.tar", "link"), ("climbing.tar", "leads out"), ("half.tar", "truncated")] {
      let outcome = try program.run(
        "data", "fetch", "folder:\(server.address("good", name))", "--out", place("got-\(name)"))
      #expect(outcome.status == 1 && outcome.errors.contains(words), "\(name): \(outcome.errors)")
      #expect(try contents("got-\(name)").isEmpty)
      let kept = try FileManager.default.contentsOfDirectory(atPath: place("got-\(name)/.fetch"))
      #expect(!kept.contains { $0.hasSuffix(".unpacked") }, "\(kept)")
    }
    let page = try program.run(
      "data", "fetch", "folder:\(server.address("page", "whole.tar"))", "--out", place("got-page"))
    #expect(page.status == 1 && page.errors.contains("an HTML page"), "\(page.errors)")
  }

  @Test func otherArchivesAreNamed() throws {
    for (name, start, words) in [
      ("a.zip", "PK\u{3}\u{4}", "a ZIP archive"), ("a.tar.bz2", "BZh91AY", "a bzip2 archive"),
      ("a.rar", "Rar!\u{1A}", "a RAR archive"),
      ("a.pdf", "%PDF-1.7", "a PDF document"), ("b.tar", "PK\u{3}\u{4}", "a ZIP archive"),
    ] {
      try data.folder.write(Array(start.utf8) + [UInt8](repeating: 7, count: 9000), to: "served/\(name)")
      let local = try program.run(
        "data", "fetch", "folder:http://127.0.0.1:1/\(name)", "--out", place("got-\(name)"), "--from",
        place("served/\(name)"))
      #expect(local.status == 1 && local.errors.contains(words), "\(name): \(local.errors)")
      let served = try program.run(
        "data", "fetch", "folder:\(server.address("good", name))", "--out", place("got-served-\(name)"))
      #expect(served.status == 1 && served.errors.contains(words), "\(name): \(served.errors)")
    }
  }

  @Test func anArchiveIsToldByItsBytes() throws {
    try pack("shapes.tar", ["-C", data.path, "."])
    try pack("packed", ["-z", "-C", data.path, "."])
    for name in ["shapes.tar", "packed"] {
      // Each under the other's name.
      let other = place("served/" + (name == "packed" ? "packed.tar" : "shapes.tgz"))
      try FileManager.default.copyItem(atPath: place("served/\(name)"), toPath: other)
      let outcome = try program.run(
        "data", "fetch", "folder:http://127.0.0.1:1/\(URL(filePath: other).lastPathComponent)", "--out",
        place("got-\(name)"), "--from", other)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try contents("got-\(name)") == contents("data"))
    }
  }

  @Test func twoRunsIntoOneFolderDontMix() throws {
    try pack("shapes.tar", ["-C", data.path, "."])
    try FileManager.default.createDirectory(atPath: place("got"), withIntermediateDirectories: true)
    let lock = try FileLock(folder: place("got"))
    try #require(try lock.tryLock())
    let outcome = try program.run(
      "data", "fetch", "folder:http://127.0.0.1:1/shapes.tar", "--out", place("got"), "--from",
      place("served/shapes.tar"))
    #expect(outcome.status == 1 && outcome.errors.contains("Another run"), "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place("got")).isEmpty)
    withExtendedLifetime(lock) {}
  }

  @Test func badCallsAreOneSentence() throws {
    for (arguments, words) in [
      (["cats", "--out", place("new")], "no data set cats"),
      (["folder:ftp://a/b.tar", "--out", place("new")], "not an http"),
      (["stanford-dogs", "--out", data.path], "is already in use"),
      (["stanford-dogs", "--out", place("new"), "--from", "/nowhere.tar"], "no such file"),
      (["folder:http://127.0.0.1:1/a.tar", "--out", place("new"), "--patience", "0.5"], "can't be reached"),
    ] {
      let outcome = try program.start(["data", "fetch"] + arguments).1()
      #expect(outcome.status == 1 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
  }
}

import Corpus
import Foundation
import Review
import Support
import TestSupport
import Testing

/// Files moved as decided, and back.
@Suite struct ApplyTests {
  private let folder: TemporaryFolder
  private var data: String { folder.url.appending(path: "data").path }

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in [
      "train/pug/1.jpg": "p1", "train/pug/2.jpg": "p2", "train/beagle/1.jpg": "b1", "train/beagle/deep/3.jpg": "b3",
      "validation/pug/v.jpg": "pv", "validation/beagle/w.jpg": "bw", "test/pug/t.jpg": "pt", "test/beagle/u.jpg": "bu",
    ] { try folder.write(text.utf8, to: "data/\(name)") }
    try folder.write("new".utf8, to: "new/n.jpg")
  }

  private func dataSet() throws -> DataSet { try DataSet.find(at: [URL(filePath: data)]) }
  private func review() throws -> ReviewFolder {
    // A program that another test starts holds what is open here for the moment in which it comes to be.
    for _ in 0..<20 {
      do {
        return try ReviewFolder(data: resolved(data), named: nil)
      } catch ReviewError.busy {
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    return try ReviewFolder(data: resolved(data), named: nil)
  }
  private func resolved(_ path: String) throws -> String { URL(filePath: path).resolvingSymlinksInPath().path }

  private func decide(_ review: ReviewFolder, _ decisions: [(String, String?, ReviewVerdict)]) throws {
    try review.record(
      decisions.map { name, was, verdict in
        let path = name.hasPrefix("/") ? name : "\(data)/\(name)"
        return .decided(
          image: ReviewedImage(name: name, sha256: try ContentHash.of(file: URL(filePath: path)), was: was),
          verdict: verdict)
      })
  }

  /// The content of every file outside the review's own folder, by its path.
  private func tree() throws -> [String: String] {
    var found: [String: String] = [:]
    for top in ["data", "new"] {
      let names = FileManager.default.enumerator(atPath: folder.url.appending(path: top).path)
      while let name = names?.nextObject() as? String {
        let path = folder.url.appending(path: "\(top)/\(name)").path
        guard !name.hasPrefix(ReviewPlace.folderName), let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { continue }
        found["\(top)/\(name)"] = text
      }
    }
    return found
  }

  /// Everything that was there, wherever it is now: in the data or in the bin.
  private func contents() throws -> Set<String> {
    var found: Set<String> = []
    let names = FileManager.default.enumerator(atPath: folder.path)
    while let name = names?.nextObject() as? String {
      guard name.hasSuffix(".jpg"), let text = try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
      else { continue }
      found.insert(text)
    }
    return found
  }

  @Test func labelsBecomeFoldersAndUndoBringsAllBack() throws {
    let before = try tree()
    let review = try review()
    let new = try resolved(folder.url.appending(path: "new/n.jpg").path)
    try decide(
      review,
      [
        ("train/beagle/1.jpg", "beagle", .label(id: "pug")), ("train/beagle/deep/3.jpg", "beagle", .label(id: "pug")),
        ("validation/pug/v.jpg", "pug", .label(id: "shiba inu")), ("train/pug/2.jpg", "pug", .deleted),
        ("train/pug/1.jpg", "pug", .label(id: "pug")), ("validation/beagle/w.jpg", "beagle", .unsure),
        (new, nil, .label(id: "pug")),
      ])
    #expect(try tree() == before, "nothing moves before it is applied")
    let outcome = try review.applyMoves(dataSet())
    #expect(outcome.relabelled == 4 && outcome.deleted == 1 && outcome.problems.isEmpty)
    let after = try tree()
    #expect(after["data/train/pug/1.jpg"] == "p1" && after["data/train/pug/1-2.jpg"] == "b1")
    #expect(after["data/train/pug/deep/3.jpg"] == "b3" && after["data/validation/shiba inu/v.jpg"] == "pv")
    #expect(after["data/train/pug/n.jpg"] == "new" && after["data/train/pug/2.jpg"] == nil && after["new/n.jpg"] == nil)
    #expect(after["data/test/pug/t.jpg"] == "pt" && after["data/validation/beagle/w.jpg"] == "bw")
    #expect(try dataSet().samples.count == 8)
    #expect(throws: ReviewError.nothingToApply) { try review.applyMoves(dataSet()) }
    let undone = try review.revert()
    #expect(undone.restored == 5 && undone.problems.isEmpty)
    #expect(try tree() == before)
    #expect(!FileManager.default.fileExists(atPath: "\(data)/validation/shiba inu"))
    #expect(throws: ReviewError.nothingToUndo) { try review.revert() }
    // Its decisions wait again.
    #expect(try review.plan(dataSet()).plan.moves.count == 5)
  }

  @Test func whatChangedOrWentSinceIsLeftAndSaid() throws {
    let review = try review()
    try decide(
      review,
      [
        ("train/beagle/1.jpg", "beagle", .label(id: "pug")), ("train/pug/1.jpg", "pug", .label(id: "beagle")),
        ("train/pug/2.jpg", "pug", .deleted),
      ])
    try folder.write("other".utf8, to: "data/train/beagle/1.jpg")
    try FileManager.default.removeItem(atPath: "\(data)/train/pug/2.jpg")
    let outcome = try review.applyMoves(dataSet())
    #expect(outcome.relabelled == 1 && outcome.deleted == 0 && outcome.problems.count == 2)
    #expect(outcome.problems.contains { $0.reason.contains("changed since") })
    let after = try tree()
    #expect(after["data/train/beagle/1.jpg"] == "other" && after["data/train/beagle/1-2.jpg"] == "p1")
  }

  /// Stopped after any number of moves, the same call finishes; stopped while undoing, that finishes, too.
  @Test(arguments: 0..<6) func interruptedRunsAreFinished(_ done: Int) throws {
    let before = try tree()
    let all = try contents()
    do {
      let review = try review()
      try decide(
        review,
        [
          ("train/beagle/1.jpg", "beagle", .label(id: "pug")), ("train/beagle/deep/3.jpg", "beagle", .label(id: "cat")),
          ("train/pug/1.jpg", "pug", .label(id: "beagle")), ("train/pug/2.jpg", "pug", .deleted),
          ("validation/pug/v.jpg", "pug", .label(id: "beagle")),
        ])
      // What a kill leaves: the plan, and some of its moves.
      var plan = try review.plan(dataSet()).plan
      _ = try review.applyMoves(dataSet())
      _ = try review.revert()
      plan = try review.plan(dataSet()).plan
      try Self.leave(plan, moved: done, in: review)
    }
    #expect(try contents() == all)
    do {
      let review = try review()
      #expect(throws: ReviewError.unfinished(run: 2, isUndo: false)) { try review.requireFinished() }
      if done.isMultiple(of: 2) {
        let outcome = try review.applyMoves(dataSet())
        #expect(outcome.relabelled == 4 && outcome.deleted == 1 && outcome.problems.isEmpty)
      }
      #expect(try contents() == all)
      _ = try review.revert()
      #expect(review.unfinished == nil)
    }
    #expect(try tree() == before)
  }

  private static func leave(_ plan: ApplyPlan, moved: Int, in review: ReviewFolder) throws {
    let body = try JSONText.data(plan)
    let line =
      "{\"check\":\"\(CRC32C(of: body).value.hexadecimal)\",\"entry\":\(String(decoding: body, as: UTF8.self))}\n"
    try Data(line.utf8).write(to: URL(filePath: "\(review.path)/run-\(plan.run).json"))
    for move in plan.moves.prefix(moved) {
      let place = URL(filePath: move.to).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      // Half a move, as where a file system has no rename that replaces nothing.
      if moved == 3 {
        try FileManager.default.linkItem(atPath: move.from, toPath: move.to)
      } else {
        try FileManager.default.moveItem(atPath: move.from, toPath: move.to)
      }
    }
  }

  @Test func tablesAreWrittenReplacedAndTakenBack() throws {
    let before = try tree()
    let review = try review()
    try decide(
      review, [("train/beagle/1.jpg", "beagle", .label(id: "pug")), ("train/pug/2.jpg", "pug", .deleted)])
    let place = review.tablePlace(.csv)
    _ = try review.applyTable(.csv, dataSet(), to: place)
    let text = try String(contentsOfFile: place, encoding: .utf8)
    #expect(text.hasPrefix("file,label,split\n") && text.contains("train/beagle/1.jpg,pug,train\n"))
    #expect(!text.contains("train/pug/2.jpg") && text.split(separator: "\n").count == 8)
    let table = LabelTable(file: URL(filePath: place), splitColumn: "split")
    let read = try DataSet.labelled(by: table, in: [URL(filePath: data)], split: .train)
    #expect(read.samples.count == 7 && read.counts() == [3, 4] && read.samples(in: .test).count == 2)
    // Its own table is replaced, and comes back.
    try decide(review, [("train/pug/1.jpg", "pug", .label(id: "beagle"))])
    _ = try review.applyTable(.csv, dataSet(), to: place)
    #expect(try String(contentsOfFile: place, encoding: .utf8) != text)
    _ = try review.revert()
    #expect(try String(contentsOfFile: place, encoding: .utf8) == text)
    let list = review.tablePlace(.quarantine)
    _ = try review.applyTable(.quarantine, dataSet(), to: list)
    #expect(try dataSet().samples.count == 5)
    #expect(try String(contentsOfFile: list, encoding: .utf8).contains("train/pug/2.jpg,pug,train,review: deleted"))
    // What a list leaves out isn't taken for an image from outside.
    let left = try review.applyMoves(dataSet())
    #expect(left.relabelled == 0 && left.deleted == 1 && left.problems.count == 2)
    _ = try review.revert()
    _ = try review.revert()
    _ = try review.revert()
    #expect(try tree() == before && !FileManager.default.fileExists(atPath: place))
  }

  @Test func foreignTablesStay() throws {
    let review = try review()
    try decide(review, [("train/beagle/1.jpg", "beagle", .label(id: "pug"))])
    try folder.write("file\nmine.jpg\n".utf8, to: "data/quarantine.csv")
    let list = review.tablePlace(.quarantine)
    #expect(throws: ReviewError.foreign(path: list)) { try review.applyTable(.quarantine, dataSet(), to: list) }
    let other = folder.url.appending(path: "list.csv").path
    _ = try review.applyTable(.quarantine, dataSet(), to: other)
    try folder.write("edited".utf8, to: "list.csv")
    #expect(throws: ReviewError.changed(file: other)) { try review.revert() }
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "edited")
  }

  @Test func labelsOfATableAreNotMoved() throws {
    try folder.write("x".utf8, to: "flat/x.jpg")
    try folder.write("y".utf8, to: "flat/y.jpg")
    try folder.write("file,label\nx.jpg,pug\ny.jpg,beagle\n".utf8, to: "flat/labels.csv")
    let flat = try resolved(folder.url.appending(path: "flat").path)
    let review = try ReviewFolder(data: flat, named: nil)
    let set = try DataSet.find(at: [URL(filePath: flat)])
    try review.record([
      .decided(
        image: ReviewedImage(
          name: "x.jpg", sha256: ContentHash.of(Array("x".utf8)), was: "pug"), verdict: .label(id: "beagle"))
    ])
    #expect(throws: ReviewError.notFolders(data: flat)) { try review.applyMoves(set) }
    #expect(try review.applyTable(.csv, set, to: review.tablePlace(.csv)).relabelled == 1)
  }

  @Test func twoReviewsOfOneFolderAreRefused() throws {
    let first = try review()
    #expect(throws: ReviewError.busy(folder: first.data)) { try review() }
    let other = folder.url.appending(path: "elsewhere").path
    #expect(throws: ReviewError.busy(folder: first.data)) { try ReviewFolder(data: first.data, named: other) }
    withExtendedLifetime(first) {}
  }

  @Test func aFolderOfSomethingElseIsNotTaken() throws {
    let other = folder.url.appending(path: "new").path
    #expect(throws: ReviewError.self) { try ReviewFolder(data: resolved(data), named: other) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["n.jpg"])
  }

  @Test(arguments: [
    "", " ", ".hidden", "a/b", "a\\b", "a\nb", "test", "Validation", " x", String(repeating: "x", count: 300),
  ])
  func namesThatNoClassCanHave(_ name: String) {
    #expect(throws: ReviewError.self) { try LabelFolders.check(name) }
  }

  @Test(arguments: ["pug", "Märchenhund", "n02110958-pug", "shiba inu", "1", "犬"]) func namesThatAClassCanHave(
    _ name: String
  ) {
    #expect(throws: Never.self) { try LabelFolders.check(name) }
  }
}

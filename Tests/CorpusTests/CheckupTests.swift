import Foundation
import Imaging
import Taxonomy
import TestSupport
import Testing

@testable import Corpus

@Suite struct CheckupTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func scene(_ seed: UInt64, width: Int = 160, height: Int = 120) throws -> RGBImage {
    try #require(
      RGBImage(
        width: width, height: height, pixels: TestImages.scene(width: width, height: height, seed: seed)))
  }

  private func write(_ bytes: [UInt8], _ names: String...) throws {
    for name in names { try folder.write(bytes, to: "data/\(name)") }
  }

  private func check(_ change: (inout CheckupOptions) -> Void = { _ in }) async throws -> Checkup {
    var options = CheckupOptions()
    options.width = 2
    options.tinyClass = 1
    change(&options)
    return try await Checkup.run(try DataSet.find(at: [folder.url.appending(path: "data")]), options: options)
  }

  private func names(_ checkup: Checkup, _ kind: FindingKind) -> [[String]] {
    checkup.findings.filter { $0.kind == kind }.map { $0.images.map { URL(filePath: $0.file).lastPathComponent } }
  }

  @Test func whatCanNotBeUsedIsNamedAndTheRestGoesOn() async throws {
    let jpeg = try scene(1).jpeg()
    try write(jpeg, "train/pug/good.jpg")
    try write(Array(jpeg.prefix(jpeg.count / 2)), "train/pug/cut.jpg")
    try write([], "train/pug/empty.jpg")
    try write(Array("plain text".utf8), "train/pug/text.jpg")
    var damaged = try scene(2).png()
    damaged[40] ^= 0xFF
    try write(damaged, "train/pug/damaged.png")
    let checkup = try await check { $0.limits = Limits(pixels: 160 * 121) }
    #expect(names(checkup, .truncated) == [["cut.jpg"]])
    #expect(names(checkup, .notAnImage) == [["text.jpg"]])
    #expect(Set(names(checkup, .unreadable).joined()) == ["empty.jpg", "damaged.png"])
    #expect(checkup.examinations.count == 5 && checkup.examinations.count { $0.facts != nil } == 1)
    let large = try await check { $0.limits = Limits(pixels: 100) }
    #expect(names(large, .overBudget).contains(["good.jpg"]))
    let report = CheckupReport(checkup, folders: ["data"])
    #expect(report.problems.count == 4 && report.hasProblems)
  }

  @Test func duplicatesAcrossClassesAndPartsStandFirst() async throws {
    let images = try (1...4).map { try scene(UInt64($0)) }
    let files = try images.map { try $0.jpeg() }
    try write(files[0], "train/pug/a.jpg", "test/pug/b.jpg")
    try write(files[1], "train/pug/c.jpg", "train/boxer/d.jpg")
    try write(files[2], "train/pug/e.jpg", "train/pug/f.jpg")
    try write(files[3], "train/boxer/g.jpg")
    try write(try images[3].jpeg(quality: 40), "test/boxer/h.jpg")
    let checkup = try await check()
    let duplicates = checkup.findings.filter { [.exactDuplicate, .nearDuplicate].contains($0.kind) }
    #expect(duplicates.map(\.grade) == [.problem, .problem, .problem, .warning])
    #expect(checkup.findings.first?.kind == .exactDuplicate)
    #expect(names(checkup, .nearDuplicate) == [["h.jpg", "g.jpg"]])
    #expect(duplicates.count { $0.acrossClasses } == 1 && duplicates.count { $0.acrossSplits } == 2)
    #expect(checkup.duplicates.groups.count == 4)
    let exact = checkup.rejected(dropsNear: false).keys.map { checkup.dataSet.samples[$0].baseName }
    #expect(Set(exact) == ["a.jpg", "c.jpg", "d.jpg", "f.jpg"] && checkup.pairsAcross == 1)
    let reasons = checkup.rejected(dropsNear: true).map { (checkup.dataSet.samples[$0.key].baseName, $0.value) }
    #expect(Set(reasons.map(\.0)) == ["a.jpg", "c.jpg", "d.jpg", "f.jpg", "g.jpg"])
  }

  @Test func oddImagesAreTold() async throws {
    func plain(_ width: Int, _ height: Int) throws -> RGBImage {
      try #require(
        RGBImage(
          width: width, height: height,
          pixels: TestImages.plain(width: width, height: height, red: 40, green: 90, blue: 200)))
    }
    try write(try plain(100, 100).jpeg(), "pug/plain.jpg")
    try write(try scene(1, width: 30, height: 24).jpeg(), "pug/small.jpg")
    try write(try scene(2, width: 500, height: 70).jpeg(), "pug/long.jpg")
    try write(try scene(3).png(), "pug/png.jpg")
    try write(try scene(4).jpeg(), "boxer/sound.jpg")
    let checkup = try await check()
    #expect(names(checkup, .plain) == [["plain.jpg"]])
    #expect(names(checkup, .tiny) == [["small.jpg"]])
    #expect(names(checkup, .extremeAspect) == [["long.jpg"]])
    #expect(names(checkup, .wrongExtension) == [["png.jpg"]])
    #expect(!CheckupReport(checkup, folders: []).hasProblems)
  }

  @Test func classesAreLookedAt() async throws {
    let jpeg = try scene(1).jpeg()
    for number in 0..<30 { try write(jpeg, "Pug/\(number).jpg", "Café au lait/\(number).jpg") }
    for name in ["pug/1.jpg", "cafe-au-lait/2.jpg", "tmp/3.jpg"] { try write(jpeg, name) }
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "data/nothing"), withIntermediateDirectories: true)
    let checkup = try await check { $0.tinyClass = 2 }
    func classes(_ kind: FindingKind) -> [[String]] {
      checkup.findings.filter { $0.kind == kind }.map(\.classes)
    }
    #expect(Set(classes(.similarClasses)) == [["Café au lait", "cafe-au-lait"]])
    #expect(classes(.emptyClass) == [["nothing"]] && classes(.litterClass) == [["tmp"]])
    #expect(Set(classes(.tinyClass).joined()) == ["cafe-au-lait", "tmp"])
  }

  @Test func theCleanCopyIsCheckedCleanAndTheSourceStays() async throws {
    let files = try (1...4).map { try scene(UInt64($0)).jpeg() }
    try write(files[0], "train/pug/a.jpg", "test/pug/b.jpg")
    try write(files[3], "train/pug/g.jpg")
    try write(files[1], "train/boxer/c.png")
    try write(files[2], "test/boxer/d.jpg")
    try write(Array("text".utf8), "train/boxer/e,\"f\".jpg")
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let place = folder.url.appending(path: "clean")
    // What a killed run left gives way.
    let stage = folder.url.appending(path: ".clean.dogbreed-new")
    try FileManager.default.createDirectory(at: stage.appending(path: "train/x"), withIntermediateDirectories: true)
    try CleanCopy(of: await check()).write(to: place)
    #expect(!FileManager.default.fileExists(atPath: stage.path))
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: place.path).filter { $0.contains(".") }.sorted() == [
        "quarantine.csv", "test/boxer/d.jpg", "test/pug/b.jpg", "train/boxer/c.jpg", "train/pug/g.jpg",
      ])
    let after = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    #expect(after.filter { !$0.hasPrefix("clean") } == before)
    let again = try await Checkup.run(try DataSet.find(at: [place]))
    #expect(!CheckupReport(again, folders: []).hasProblems)
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    let list = try Quarantine(file: place.appending(path: "quarantine.csv"))
    #expect(set.without(list).samples.map(\.baseName).sorted() == ["b.jpg", "c.png", "d.jpg", "g.jpg"])
    let copy = try CleanCopy(of: await check())
    #expect(throws: CorpusError.self) { try copy.write(to: place) }
    #expect(throws: CorpusError.self) { try copy.write(to: folder.url.appending(path: "data/inside")) }
  }

  @Test func aListThatLiesInTheFolderIsHonoured() async throws {
    let files = try (1...2).map { try scene(UInt64($0)).jpeg() }
    try write(files[0], "pug/a.jpg")
    try write(files[1], "pug/b.jpg", "boxer/c.jpg")
    try write(Array("file,reason\npug/b.jpg,twice\nboxer/c.jpg,twice\n".utf8), "quarantine.csv")
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    #expect(set.samples.map(\.baseName) == ["a.jpg"] && set.classes.map(\.id) == ["pug"])
    #expect(set.notes.contains { $0.contains("quarantine.csv were left out: 2") })
  }

  @Test func aFileThatIsGoneIsAFinding() async throws {
    try write(try scene(1).jpeg(), "pug/a.jpg", "pug/b.jpg")
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    try FileManager.default.removeItem(at: folder.url.appending(path: "data/pug/b.jpg"))
    let checkup = try await Checkup.run(set)
    #expect(names(checkup, .unreadable) == [["b.jpg"]])
  }

  @Test func thePageHoldsNoForeignMarkup() async throws {
    try write(Array("text".utf8), "<script>alert(1)</script>/\"a\" onerror='b'.jpg")
    let report = CheckupReport(try await check(), folders: ["<b>"])
    let page = try CheckupPage.html(report, thumbnails: [:])
    #expect(!page.contains("<script") && !page.contains("<b>") && !page.contains("\"a\" onerror"))
    #expect(page.contains("&lt;script&gt;") && page.contains("default-src 'none'"))
  }

  /// A combining mark makes one character of itself and a quotation mark, and the mark ends the attribute anyway.
  @Test func aQuotationMarkWithAnAccentEndsNoAttribute() async throws {
    try write(try scene(1).jpeg(), "pug/a.jpg", "pug/b\"\u{301} onload=\"\u{301}x.jpg")
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    let summary = try await DataSetSummary.make(of: set, limits: Limits(), width: 1)
    let page = try DataSetPage.html(summary, of: set, name: "<i>", thumbnails: [:])
    #expect(!page.utf8.contains(" onload=\"".utf8) && page.contains("<h1>&lt;i&gt;</h1>"))
    #expect(page.contains("2 images (train 2), 1 classes."))
  }

  /// An independent search knows 92 pairs, 28 across the official split and 14 across breeds; all 147 found up to 64
  /// bits were looked at and are alike.
  @Test(.enabled(if: RealImages.available)) func theCropsKnownPairs() async throws {
    let set = try DataSet.find(at: [RealImages.file("stanford-dogs-crops")])
    var options = CheckupOptions()
    options.width = 2
    let report = CheckupReport(try await Checkup.run(set, options: options), folders: [])
    #expect(report.problems.isEmpty)
    #expect(report.nearPairs.pairs >= 120 && report.nearPairs.pairs < 200)
    #expect(report.nearBits == NearDuplicates.limit)
    #expect(report.nearPairs.acrossSplits >= 35 && report.nearPairs.acrossClasses >= 18)
  }

  @Test(.enabled(if: RealImages.available)) func everyAwkwardFileIsExaminedOrNamed() async throws {
    let awkward = RealImages.file("awkward")
    try FileManager.default.createDirectory(at: folder.url.appending(path: "data"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: awkward, to: folder.url.appending(path: "data/awkward"))
    let checkup = try await check()
    let report = CheckupReport(checkup, folders: [])
    let bad = Set(report.problems.map { URL(filePath: $0.file).lastPathComponent })
    for name in [
      "gen-text.jpg", "gen-zero-size.jpg", "gen-dog-truncated.jpg", "logo.svg", "16bit.cropped.j2k",
      "gen-bomb-30000x30000-1bit.png", "decompression_bomb.gif", "gen-bomb-header-65500.jpg", "truncated_image.png",
    ] {
      #expect(bad.contains(name), "\(name)")
    }
    #expect(names(checkup, .overBudget).count >= 3 && !names(checkup, .truncated).isEmpty)
    #expect(names(checkup, .severalFrames).joined().contains("cogs.gif"))
    #expect(names(checkup, .rotated).joined().contains("gen-dog-exif6.jpg"))
    #expect(names(checkup, .wrongExtension).joined().contains("gen-png-named.jpg"))
    #expect(report.problems.allSatisfy { !$0.reason.isEmpty } && checkup.examinations.count > 50)
  }
}

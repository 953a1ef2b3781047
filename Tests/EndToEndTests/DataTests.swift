import Foundation
import TestSupport
import Testing

/// A data set checked, cleaned and shown, through the program.
@Suite struct DataTests {
  private let program: Program
  private let data: GeneratedDataSet

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 10)
  }

  private func place(_ name: String) -> String { data.folder.url.appending(path: name).path }

  @Test func aCleanSetIsSaidToBeClean() throws {
    let outcome = try program.run("data", "check", data.path, "--json", "--near-bits", "0")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let report = try outcome.object()
    #expect(report["pictures"] as? Int == 30 && (report["problems"] as? [Any])?.isEmpty == true)
    #expect(try program.run("data", "check", place("nowhere")).status == 1)
    #expect(try program.run("data", "check").status == 2)
  }

  @Test func problemsAreToldCleanedAndLeftOut() throws {
    try data.folder.write(Array("text".utf8), to: "data/blue disc/text.jpg")
    try FileManager.default.copyItem(atPath: "\(data.path)/blue disc/0.jpg", toPath: "\(data.path)/red square/same.jpg")
    let before = try FileManager.default.subpathsOfDirectory(atPath: data.path).sorted()
    let outcome = try program.run(
      "data", "check", data.path, "--near-bits", "0", "--report", place("report.html"), "--fix-into", place("clean"))
    #expect(outcome.status == 3, "\(outcome.errors)")
    #expect(outcome.output.contains("text.jpg") && outcome.output.contains("same.jpg"))
    #expect(try program.run("data", "check", data.path, "--near-bits", "0", "--strict").status == 1)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: data.path).sorted() == before)

    let page = try String(contentsOfFile: place("report.html"), encoding: .utf8)
    #expect(page.contains("data:image/jpeg;base64,") && page.contains("same.jpg") && !page.contains("http://"))
    let clean = try program.run("data", "check", place("clean"), "--json", "--near-bits", "0")
    #expect(clean.status == 0, "\(clean.output)")
    #expect(try clean.object()["pictures"] as? Int == 29)

    let listed = try program.run("data", "check", data.path, "--near-bits", "0", "--fix-into", place("list.csv"))
    #expect(listed.status == 3)
    let left = try program.run(
      "data", "show", data.path, "--quarantine", place("list.csv"), "--json", "--html", place("show.html"))
    #expect(left.status == 0, "\(left.errors)")
    #expect(try left.object()["pictures"] as? Int == 29)
    #expect(try String(contentsOfFile: place("show.html"), encoding: .utf8).contains("data:image/jpeg;base64,"))

    // The list in the folder counts without being named.
    try FileManager.default.copyItem(atPath: place("list.csv"), toPath: "\(data.path)/quarantine.csv")
    #expect(try program.run("data", "check", data.path, "--near-bits", "0").status == 0)
  }

  @Test func aSetIsShown() throws {
    let outcome = try program.run("data", "show", data.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for name in GeneratedDataSet.classes { #expect(outcome.output.contains(name)) }
    #expect(outcome.output.contains("30 images (train 30), 3 classes") && outcome.output.contains("█"))
    #expect(!outcome.output.contains("\u{1B}"))
  }
}

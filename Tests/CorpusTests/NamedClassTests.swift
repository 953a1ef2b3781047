import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

/// Classes that people named on a server's page are said, and learnt only where somebody asks for it.
@Suite struct NamedClassTests {
  private func image(_ path: String, in folder: TemporaryFolder) throws { try folder.write([0xFF, 0xD8], to: path) }

  @Test func namedClassesAreSaidAndNotLearnt() throws {
    let folder = try TemporaryFolder()
    for path in ["mine/pug/1.jpg", "mine/husky/1.jpg", "sent/pug/2.jpg", "sent/.nothing/3.jpg"] {
      try image(path, in: folder)
    }
    for path in ["corgi/4.jpg", "corgi/5.jpg", "Saluki dog/6.jpg", ".hidden/7.jpg"] {
      try image("sent/.another/\(path)", in: folder)
    }
    try image("sent/.another/8.jpg", in: folder)
    try folder.write([1], to: "sent/.another/empty/notes.txt")
    let (mine, sent) = (folder.url.appending(path: "mine"), folder.url.appending(path: "sent"))
    let found = try DataSet.find(at: [mine, sent])
    #expect(found.classes.map(\.id) == ["husky", "pug"] && found.samples.count == 3)
    let said = try #require(found.notes.first { $0.contains("people named") })
    #expect(said.contains("2, Saluki dog (1), corgi (2)") && said.contains("sent/.another as another"), "\(said)")
    // Asked for, they are classes, and said to be new.
    let asked = try DataSet.find(at: [mine, sent, sent.appending(path: ".another")])
    #expect(Set(asked.classes.map(\.id)) == ["corgi", "husky", "pug", "Saluki dog"] && asked.samples.count == 6)
    #expect(asked.notes.contains { $0.hasPrefix("Classes that only the further folders have: 2,") }, "\(asked.notes)")
  }

  @Test func withoutNamesNothingIsSaid() throws {
    let folder = try TemporaryFolder()
    for path in ["a/1.jpg", "b/1.jpg", ".another/2.jpg"] { try image(path, in: folder) }
    let found = try DataSet.find(at: [folder.url])
    #expect(!found.notes.contains { $0.contains("people named") } && found.classes.count == 2)
  }
}

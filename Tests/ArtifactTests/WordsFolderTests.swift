import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Artifact

/// The words in a model folder's description.
@Suite struct WordsFolderTests {
  private let folder: TemporaryFolder
  private let url: URL

  /// A description alone: what words do needs no weights.
  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appending(path: "model")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let shipped = RealImages.checkout.appending(path: "Models/stanford-dogs/model.json")
    var description = try JSONDecoder().decode(ModelDescription.self, from: Data(contentsOf: shipped))
    description.words = nil
    try Seal.encode(description).write(to: url.appending(path: ModelFolder.descriptionFile))
  }

  private var card: ModelCard { get throws { try ModelFolder.readDescription(in: url).card } }

  @Test func aFolderWithoutWordsIsNeutral() throws {
    let text = try String(contentsOf: url.appending(path: ModelFolder.descriptionFile), encoding: .utf8)
    #expect(!text.contains("\"words\""))
    #expect(try card.words == .neutral)
    #expect(try card.classes.contains { $0.label == "Pembroke" })
  }

  @Test func wordsAreSealedAndNameTheClasses() throws {
    let before = try card.version
    let id = try #require(try card.classes.first { $0.label == "Pembroke" }?.id)
    let words = ModelWords(title: "Which?", classes: [id: ClassWords(name: "corgi of Pembroke")])
    try ModelFolderWriter.replaceWords(words, in: url)
    #expect(try card.words == words && card.version != before)
    #expect(try card.classes.first { $0.id == id }?.label == "corgi of Pembroke")
    // The description's own labels stay: data sets are matched by them.
    #expect(try ModelFolder.readDescription(in: url).classes.first { $0.id == id }?.label == "Pembroke")
    try ModelFolderWriter.replaceWords(.neutral, in: url)
    #expect(try card.version == before)
  }

  @Test func wordsThatDoNotFitAreNotWritten() throws {
    let before = try card.version
    for words in [ModelWords(title: ""), ModelWords(classes: ["none": ClassWords(name: "x")])] {
      #expect(throws: ArtifactError.self) { try ModelFolderWriter.replaceWords(words, in: url) }
    }
    #expect(try card.version == before)
  }

  /// A folder from elsewhere may say anything.
  @Test func wordsOfAForeignFolderAreChecked() throws {
    var description = try ModelFolder.readDescription(in: url)
    description.words = ModelWords(site: "a\u{1B}[2J")
    try Seal.encode(description).write(to: url.appending(path: ModelFolder.descriptionFile))
    let error = #expect(throws: ArtifactError.self) { try ModelFolder.readDescription(in: url) }
    #expect(error?.description.contains("control character") == true)
  }
}

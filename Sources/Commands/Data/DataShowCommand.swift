import ArgumentParser
import Corpus
import Foundation
import Imaging
import Support

/// `dogbreed data show`: what is in this data set?
struct DataShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a data set's classes with counts and bars, and its image sizes.",
    discussion: """
      On a terminal that shows images (kitty, Ghostty, iTerm2, WezTerm, foot and others with sixels) a contact sheet \
      follows. Sizes are read from the headers of at most 2,000 images.

      Examples:
        dogbreed data show photos
        dogbreed data show photos --html photos.html
      """)

  @OptionGroup var data: DataFolders

  @Option(help: "An HTML page to write, with a few images of each class (default: none).", transform: Place.path)
  var html: String?

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  private static let sheetLimit = 24
  private static let cell = 96

  func run() async throws {
    if let html { try TextFile.check(html, replacing: PageMark.generator) }
    let set = try await data.find()
    let width = ProcessInfo.processInfo.activeProcessorCount
    let summary = try await DataSetSummary.make(of: set, limits: .isolated, width: width)
    if let html {
      let shown = DataSetPage.places(in: set).map { set.samples[$0] }
      let thumbnails = try await Thumbnail.addresses(of: shown, limits: .isolated, width: width)
      let name = data.folders.joined(separator: ", ")
      try TextFile.write(
        DataSetPage.html(summary, of: set, name: name, thumbnails: thumbnails), to: html,
        replacing: PageMark.generator)
    }
    guard !json else { return try Console.out(JSONText.pretty(summary)) }
    try Console.out(SummaryTable.text(summary, width: Console.width))
    let terminal = TerminalImage(environment: ProcessInfo.processInfo.environment)
    if let terminal, Console.standardOutputIsTerminal { try showSheet(of: set, on: terminal) }
  }

  private func showSheet(of set: DataSet, on terminal: TerminalImage) throws {
    let places = DataSetSummary.evenly(set.samples.count, Self.sheetLimit)
    let images = places.compactMap { Thumbnail.image(of: set.samples[$0], limits: .isolated, side: Self.cell - 4) }
    guard let sheet = ContactSheet.compose(images, cell: Self.cell, columns: 8) else { return }
    try Console.image(try terminal.text(sheet))
  }
}

extension DataShowCommand: ModalOptions {
  var modes: [OptionMode] { data.labelOptions.modes }
}

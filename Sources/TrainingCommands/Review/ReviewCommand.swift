import ArgumentParser
import Serving
import Training

/// `dogbreed review`: look at images, label and correct them.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Look at a data set's images on a page, label and correct them.",
    discussion: """
      Without another word this opens the page: dogbreed review DIR. What is decided there is kept in a journal, and files stay as \
      they are until it is applied.

      Examples:
        dogbreed review photos
        dogbreed review apply photos
      """,
    subcommands: [ReviewPageCommand.self, ReviewApplyCommand.self, ReviewUndoCommand.self, ReviewSimulateCommand.self],
    defaultSubcommand: ReviewPageCommand.self)
}

extension ReviewSession: ReviewDesk {}

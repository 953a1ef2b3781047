import Foundation

/// One line of the journal.
package struct JournalEntry: Codable, Hashable, Sendable {
  /// From 1, without a gap: a line that is missing is noticed.
  package let number: Int
  /// What was done at once, such as a sweep of many images, has one step, and is undone at once.
  package let step: Int
  /// When it happened.
  package let at: Date
  /// What happened.
  package let event: Event

  package enum Event: Codable, Hashable, Sendable {
    /// Somebody looked at an image and said something.
    case decided(image: ReviewedImage, verdict: ReviewVerdict)
    /// The decisions of a step were taken back.
    case undone(step: Int)
    /// Files were moved as decided; those decisions are settled.
    case applied(run: Int, moves: [AppliedMove])
    /// A table was written to a file whose bytes have this SHA-256; decisions stay as they are.
    case wrote(run: Int, file: String, sha256: String)
    /// What a run did was undone, and its decisions wait again.
    case reverted(run: Int)
  }

  package init(number: Int, step: Int, at: Date, event: Event) {
    (self.number, self.step, self.at, self.event) = (number, step, at, event)
  }
}

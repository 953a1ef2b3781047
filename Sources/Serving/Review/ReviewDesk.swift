import Review

/// Who answers the page for reviewing labels.
package protocol ReviewDesk: Sendable {
  /// What the page shows around the images.
  func overview() async throws -> ReviewOverview
  /// The next images of a queue.
  func items(_ queue: ReviewQueue, most: Int) async throws -> [ReviewItem]
  /// A class's images, or those without a label that look like it.
  func grid(of id: String, isPredicted: Bool, from: Int, most: Int) async throws -> ReviewGrid
  /// A small copy of an image as JPEG.
  func image(_ number: Int, side: Int) async throws -> [UInt8]
  /// What spoke for a class in an image; nil where nothing is known yet.
  func map(_ number: Int, of id: String) async throws -> ReviewMap?
  /// Keeps a decision; it is on the disk when this returns.
  func decide(_ request: ReviewRequest) async throws -> ReviewReply
  /// Takes back the last step.
  func undo(_ queue: ReviewQueue) async throws -> ReviewReply
  /// Applies what was decided: moves files, or writes a table.
  func apply(_ kind: CorrectedTable.Kind?) async throws -> ReviewReply
  /// Undoes what was applied last.
  func revert() async throws -> ReviewReply
}

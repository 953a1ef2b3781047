import Corpus
import Foundation
import Imaging
import Inference
import Review
import Support
import Taxonomy

extension ReviewSession {
  /// What the page shows around the images.
  package func overview() -> ReviewOverview {
    let state = folder.state
    var counts: [String: Int] = [:]
    for number in images.indices where !isLeftOut(number) {
      if let id = label(of: number) { counts[id, default: 0] += 1 }
    }
    let changes = state.decisions.values.filter(\.changesFiles)
    let deleted = changes.count { $0.verdict == .deleted }
    return ReviewOverview(
      data: options.data, journal: folder.path,
      queues: ReviewQueue.allCases.map { .init(id: $0, title: $0.title, left: open($0).count) },
      classes: classes.map { .init(id: $0.id, label: $0.label, images: counts[$0.id] ?? 0) }, decided: state.decided,
      relabelled: changes.count - deleted, deleted: deleted, canUndo: state.undoable != nil, canMove: isMovable,
      canRevert: !state.runs.isEmpty, isFitting: isFitting, figures: history.last, history: history, hint: hint)
  }

  /// Keeps what somebody decided; it is on the disk when this returns.
  ///
  /// Throws `ReviewRefusal` for what makes no sense, and `ReviewError`; then nothing has changed.
  package func decide(_ request: ReviewRequest) throws -> ReviewReply {
    guard !request.images.isEmpty, request.images.count <= 5000,
      request.images.allSatisfy({ images.indices.contains($0) && !images[$0].isGone }),
      Set(request.images).count == request.images.count
    else { throw ReviewRefusal("There is no such image any more; load the page again.") }
    var new: ClassName?
    let verdict: ReviewVerdict
    switch request.verdict {
    case .delete: verdict = .deleted
    case .unsure: verdict = .unsure
    case .skip: verdict = .skipped
    case .label:
      guard let id = request.name, index(of: id) != nil else {
        throw ReviewRefusal("There is no such class; load the page again.")
      }
      verdict = .label(id: id)
    case .new:
      let name = request.name ?? ""
      try LabelFolders.check(name)
      let known = classes.first {
        ClassIdentity($0.id) == ClassIdentity(name) || ClassIdentity($0.label) == ClassIdentity(name)
      }
      if known == nil { new = ClassName(id: name, label: DisplayName.label(forFolder: name)) }
      verdict = .label(id: known?.id ?? name)
    }
    try folder.record(
      request.images.map { number in
        let image = images[number]
        return .decided(
          image: ReviewedImage(name: image.name, sha256: image.sha256, was: image.label), verdict: verdict)
      })
    if let new { classes.append(new) }
    if verdict != .skipped { follow() }
    return reply(request.queue)
  }

  func reply(_ queue: ReviewQueue?, said: String? = nil, problems: [String] = []) -> ReviewReply {
    ReviewReply(
      overview: overview(), items: queue.map { items($0, most: Self.ahead) } ?? [], said: said, problems: problems)
  }

  /// So many images are told ahead, so that the page can load them.
  private static let ahead = 3

  /// Takes back the last step, and shows its images again.
  ///
  /// Throws `ReviewRefusal` where there is none, and `ReviewError`; then nothing has changed.
  package func undo(_ queue: ReviewQueue) throws -> ReviewReply {
    guard let names = try folder.undo() else {
      throw ReviewRefusal("There is nothing to take back; what was applied is taken back by “Undo what was applied”.")
    }
    follow()
    let back = names.compactMap { numbers[$0] }
    var answer = reply(queue, said: back.count == 1 ? "Taken back." : "Taken back for \(back.count) images.")
    let shown = back.prefix(1).map { item($0, queue) }
    answer.items = shown + answer.items.filter { next in !shown.contains { $0.number == next.number } }
    return answer
  }

  /// A small upright copy as JPEG, at most `side` pixels.
  ///
  /// Throws `ReviewRefusal` where the file isn't what was read when the review began.
  package func image(_ number: Int, side: Int) async throws -> [UInt8] {
    let (sample, sha256) = try known(number)
    return try await Task.detached { [limits = net.limits] in
      let encoded = try? sample.encoded(limits: limits)
      guard let encoded, encoded.contentDigest.hexadecimal == sha256 else {
        throw ReviewRefusal("\(sample.path) was changed or moved meanwhile; start the review again.")
      }
      guard let jpeg = try Thumbnail.image(of: sample, limits: limits, side: side)?.jpeg(quality: 85) else {
        throw ReviewRefusal("\(sample.path) can't be read any more.")
      }
      return jpeg
    }.value
  }

  /// What spoke for a class in an image; nil where no head is there yet.
  package func map(_ number: Int, of id: String) async throws -> ReviewMap? {
    let (sample, _) = try known(number)
    guard let head = fit?.head, let index = index(of: id), index < head.classes else { return nil }
    return try await net.map(of: sample.encoded(limits: net.limits), row: head.contrast(index))
  }

  private func known(_ number: Int) throws -> (sample: Sample, sha256: String) {
    guard images.indices.contains(number), !images[number].isGone else {
      throw ReviewRefusal("There is no such image any more; load the page again.")
    }
    return (images[number].sample, images[number].sha256)
  }
}

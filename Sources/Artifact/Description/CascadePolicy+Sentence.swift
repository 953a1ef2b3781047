import Foundation

extension CascadePolicy {
  /// What answers how many of the images that the cascade was chosen by, for people.
  package var sentence: String {
    let total = max(record.images, 1)
    let parts = zip(stages, record.answered).map { stage, count in
      String(format: "%@ answers %.0f %%", name(of: stage), 100 * Double(count) / Double(total))
    }
    return String(
      format:
        "%@ of %d validation images and changed copies, top-1 %.2f %% instead of %.2f %%, with %.0f %% of the work.",
      parts.joined(separator: ", "), record.images, record.top1 * 100, record.top1OfAll * 100, record.work * 100)
  }

  /// Which stage a file of all nets at one look is, for people.
  package var exportedStage: String {
    let place = stages.firstIndex { $0.nets == parts && $0.looks == 1 }
    return place.map { "That is stage \($0 + 1) of the folder's \(stages.count + 1), asked of every image." }
      ?? "The folder's cascade of \(stages.count + 1) stages is not in it: all nets are asked of every image."
  }

  /// What a stage asks, for people: "efficientnet-lite2 at one look from 0.95".
  package func name(of stage: CascadeStage) -> String {
    let who =
      stage.nets < parts ? nets.prefix(stage.nets).joined(separator: " and ") : parts > 1 ? "all nets" : "the net"
    let energy = stage.leastEnergy.map { String(format: " and an energy of %.3g", $0) } ?? ""
    return "\(who) at \(stage.looks == 1 ? "one look" : "\(stage.looks) looks") from \(stage.answersFrom)\(energy)"
  }
}

import Corpus
import Evaluation
import Foundation
import Review
import Taxonomy

extension ReviewSession {
  /// Below this probability a label is looked at though no other class is believed.
  private static let doubtful = 0.05

  /// The open images of a queue, in the order in which they are asked for; skipped ones come last.
  func open(_ queue: ReviewQueue) -> [Int] {
    let all: [Int]
    switch queue {
    case .doubts:
      all = (fit?.doubts ?? []).filter {
        ($0.isWrong || $0.probability < Self.doubtful) && images[$0.row].source == .dataSet
      }.map(\.row)
    case .unlabelled:
      all = order.filter { label(of: $0) == nil }
    case .alike:
      all = alike.filter { isOpen($0.first) && isOpen($0.second) && !isGone($0.first) && !isGone($0.second) }.map(asked)
    case .far: all = lonely.map(\.row)
    case .feedback:
      all = images.indices.filter { if case .feedback = images[$0].source { true } else { false } }
    }
    var seen: Set<Int> = []
    let open = all.filter { isOpen($0) && seen.insert($0).inserted }
    let skipped = Set(open.filter { folder.state.decisions[images[$0].name]?.verdict == .skipped })
    return open.filter { !skipped.contains($0) } + open.filter(skipped.contains)
  }

  private func isOpen(_ number: Int) -> Bool { !isAnswered(number) }
  private func isGone(_ number: Int) -> Bool { images[number].isGone }

  /// Of a pair the image that is asked about: the one whose label is less likely.
  private func asked(_ pair: AlikePair) -> Int {
    probability(of: pair.first) < probability(of: pair.second) ? pair.first : pair.second
  }

  private func probability(of number: Int) -> Float {
    guard let fit, fit.head != nil, let label = label(of: number).flatMap(index), label < fit.classes else { return 1 }
    let own = fit.probabilities(of: number)
    return own[own.startIndex + label]
  }

  /// The image that one looks like, across labels or parts; nil where it is in no such pair.
  private func partner(of number: Int) -> Int? {
    alike.first { $0.first == number || $0.second == number }.map { $0.first == number ? $0.second : $0.first }
  }

  /// The next images of a queue.
  package func items(_ queue: ReviewQueue, most: Int) -> [ReviewItem] {
    open(queue).prefix(most).map { item($0, queue) }
  }

  func item(_ number: Int, _ queue: ReviewQueue) -> ReviewItem {
    let image = images[number]
    let own = label(of: number)
    var near = neighbours(of: number, most: 6)
    if queue == .alike, let partner = partner(of: number) {
      near = [(partner, 1)] + near.filter { $0.number != partner }
    }
    return ReviewItem(
      number: number, name: image.name, id: own, label: own.map(name), part: image.part, reason: reason(number, queue),
      candidates: candidates(number, near: near),
      neighbours: near.prefix(6).map {
        ReviewItem.Neighbour(
          number: $0.number, label: label(of: $0.number).map(name), similarity: ($0.similarity * 1000).rounded() / 1000)
      }, verdict: folder.state.decisions[image.name].map { word($0.verdict) })
  }

  func name(_ id: String) -> String { index(of: id).map { classes[$0].label } ?? id }

  private func word(_ verdict: ReviewVerdict) -> String {
    switch verdict {
    case .label(let id): name(id)
    case .deleted: "deleted"
    case .unsure: "not sure"
    case .skipped: "skipped"
    }
  }

  /// What the keys 1 to 9 stand for: the likeliest classes, the label that the image has among them.
  private func candidates(_ number: Int, near: [(number: Int, similarity: Double)]) -> [ReviewItem.Candidate] {
    var found = (fit?.likeliest(number, most: 9) ?? []).map {
      (classes[$0.index].id, $0.probability as Double?)
    }
    if found.isEmpty {
      found = near.compactMap { label(of: $0.number) }.map { ($0, nil) } + classes.prefix(9).map { ($0.id, nil) }
    }
    if case .feedback(let folder) = images[number].source, index(of: folder) != nil, label(of: number) == nil {
      let known = found.first { $0.0 == folder }
      found = [known ?? (folder, nil)] + found.filter { $0.0 != folder }
    }
    if let own = label(of: number), !found.prefix(9).contains(where: { $0.0 == own }) {
      let known = index(of: own).flatMap { index in fit.flatMap { $0.head == nil || index >= $0.classes ? nil : index }
      }
      let probability = known.map { index -> Double in
        let all = fit?.probabilities(of: number) ?? []
        return all.isEmpty ? 0 : Double(all[all.startIndex + index])
      }
      found = found.prefix(8) + [(own, probability)]
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0.0).inserted }.prefix(9).map {
      ReviewItem.Candidate(id: $0.0, label: name($0.0), probability: $0.1.map { ($0 * 10_000).rounded() / 10_000 })
    }
  }

  private func reason(_ number: Int, _ queue: ReviewQueue) -> String {
    let likely = fit?.likeliest(number, most: 1).first
    switch queue {
    case .doubts:
      guard let likely, let own = label(of: number) else { return "" }
      return String(
        format: "Labelled %@; by the other images it is %@ (%.0f %% against %.1f %%).", name(own),
        classes[likely.index].label, likely.probability * 100, Double(probability(of: number)) * 100)
    case .unlabelled:
      guard let likely else { return "No label yet, and it stands for many images like it." }
      return String(
        format: "No label yet; it is perhaps %@ (%.0f %%).", classes[likely.index].label, likely.probability * 100)
    case .alike:
      guard let partner = partner(of: number) else { return "" }
      let other = label(of: partner).map(name) ?? "no class"
      return label(of: partner) == label(of: number)
        ? "It looks like an image of another part: \(images[partner].name)."
        : "It looks like an image that is labelled \(other): \(images[partner].name)."
    case .far: return "No other image is much like it."
    case .feedback:
      guard case .feedback(let folder) = images[number].source else { return "" }
      switch folder {
      case ".another": return "Somebody said that it shows a class that the model doesn't know."
      case ".nothing": return "Somebody said that it shows nothing of this kind."
      case ".unknown": return "Somebody couldn't tell what it shows."
      case _ where folder.hasPrefix(".another/"):
        return "Somebody said that it is \(folder.dropFirst(9)), which isn't a class yet."
      default: return "Somebody said that it is \(name(folder))."
      }
    }
  }

  /// A class's images, the most doubtful first; `isPredicted` asks for those without a label that look like it.
  package func grid(of id: String, isPredicted: Bool, from: Int, most: Int) throws -> ReviewGrid {
    guard let index = index(of: id) else { throw ReviewRefusal("There is no class \(id); load the page again.") }
    let known = fit.flatMap { $0.head == nil || index >= $0.classes ? nil : $0 }
    func probability(_ number: Int) -> Float {
      guard let known else { return 0 }
      let own = known.probabilities(of: number)
      return own[own.startIndex + index]
    }
    let all = images.indices.filter { number in
      guard !images[number].isGone, folder.state.decisions[images[number].name]?.verdict != .deleted else {
        return false
      }
      let own = label(of: number)
      if !isPredicted { return own == id }
      return own == nil && !isAnswered(number) && known?.likeliest(number, most: 1).first?.index == index
    }
    let scores = Dictionary(uniqueKeysWithValues: all.map { ($0, probability($0)) })
    let ordered = all.sorted { one, other in
      let (a, b) = (scores[one] ?? 0, scores[other] ?? 0)
      return a == b ? one < other : isPredicted ? a > b : a < b
    }
    let cells = ordered.dropFirst(max(0, from)).prefix(most).map { number in
      let likely = known?.likeliest(number, most: 1).first
      return ReviewGrid.Cell(
        number: number, name: images[number].name,
        other: likely.flatMap { $0.index == index ? nil : classes[$0.index].label })
    }
    return ReviewGrid(cells: Array(cells), total: ordered.count)
  }
}

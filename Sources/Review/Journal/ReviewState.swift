/// What the journal's lines come to: which decisions count now, and what can be taken back.
package struct ReviewState: Hashable, Sendable {
  /// A decision that counts.
  package struct Decision: Hashable, Sendable {
    /// The image as the person saw it.
    package let image: ReviewedImage
    /// What the person said.
    package let verdict: ReviewVerdict
  }

  /// What a run of `apply` did.
  package enum Run: Hashable, Sendable {
    case moved([AppliedMove])
    case wrote(file: String, sha256: String)
  }

  private struct Step: Hashable, Sendable {
    let number: Int
    /// What counted before of each image that the step is about.
    var before: [(name: String, decision: Decision?)]

    static func == (one: Step, other: Step) -> Bool {
      one.number == other.number && one.before.elementsEqual(other.before) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(number) }
  }

  /// By the images' names.
  package private(set) var decisions: [String: Decision] = [:]
  /// Images whose question is answered, and settled by a run.
  package private(set) var settled: Set<String> = []
  /// The runs that count, in order.
  package private(set) var runs: [(number: Int, run: Run)] = []
  /// The number of the last run, whether it still counts or not.
  package private(set) var lastRun = 0
  /// The number of the last step.
  package private(set) var lastStep = 0
  /// How often somebody said something, and how much of that was not taken back.
  package private(set) var decided = 0
  private var steps: [Step] = []
  /// What each run that moved files settled.
  private var settledBy: [Int: [Decision]] = [:]

  package init() {}

  /// What all lines of a journal come to, in their order.
  package init(_ entries: [JournalEntry]) {
    for entry in entries { take(entry) }
  }

  package static func == (one: ReviewState, other: ReviewState) -> Bool {
    one.decisions == other.decisions && one.settled == other.settled && one.steps == other.steps
      && one.lastRun == other.lastRun && one.lastStep == other.lastStep && one.settledBy == other.settledBy
      && one.runs.elementsEqual(other.runs) { $0 == $1 }
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(decisions) }

  /// The step that would be taken back next; nil where nothing can be.
  package var undoable: Int? { steps.last?.number }

  /// The images that a step is about.
  package func images(of step: Int) -> [String] { steps.last { $0.number == step }?.before.map(\.name) ?? [] }

  /// Whether the question about an image is answered.
  package func isAnswered(_ name: String) -> Bool {
    settled.contains(name) || decisions[name]?.verdict.isFinal == true
  }

  /// Adds a line of the journal.
  package mutating func take(_ entry: JournalEntry) {
    lastStep = max(lastStep, entry.step)
    switch entry.event {
    case .decided(let image, let verdict):
      if steps.last?.number != entry.step { steps.append(Step(number: entry.step, before: [])) }
      steps[steps.count - 1].before.append((image.name, decisions[image.name]))
      decisions[image.name] = Decision(image: image, verdict: verdict)
      decided += 1
    case .undone(let number):
      guard let step = steps.last, step.number == number else { return }
      steps.removeLast()
      for (name, decision) in step.before.reversed() { decisions[name] = decision }
      decided -= step.before.count
    case .applied(let run, let moves):
      lastRun = max(lastRun, run)
      runs.append((run, .moved(moves)))
      settledBy[run] = moves.compactMap { decisions.removeValue(forKey: $0.from) }
      for move in moves {
        settled.remove(move.from)
        if let to = move.to { settled.insert(to) }
      }
      // What was decided before is part of the run now.
      steps = []
    case .wrote(let run, let file, let sha256):
      lastRun = max(lastRun, run)
      runs.append((run, .wrote(file: file, sha256: sha256)))
    case .reverted(let run):
      revert(run)
    }
  }

  private mutating func revert(_ number: Int) {
    guard let place = runs.lastIndex(where: { $0.number == number }) else { return }
    if case .moved(let moves) = runs[place].run {
      let old = Dictionary(moves.compactMap { move in move.to.map { ($0, move.from) } }) { first, _ in first }
      // Decisions since then are about the files at their new places, which have their old ones again.
      var renamed: [String: Decision] = [:]
      for decision in settledBy.removeValue(forKey: number) ?? [] { renamed[decision.image.name] = decision }
      for (name, decision) in decisions {
        let before = old[name] ?? name
        let image = ReviewedImage(
          name: before, sha256: decision.image.sha256, was: renamed[before]?.image.was ?? decision.image.was)
        renamed[before] = Decision(image: image, verdict: decision.verdict)
      }
      decisions = renamed
      settled.subtract(old.keys)
      steps = []
    }
    runs.remove(at: place)
  }
}

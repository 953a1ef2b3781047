import Foundation
import Review
import TestSupport
import Testing

/// What the lines come to.
@Suite struct ReviewStateTests {
  /// A journal in memory.
  private struct Lines {
    var entries: [JournalEntry] = []
    var state = ReviewState()

    mutating func add(_ events: [JournalEntry.Event]) {
      let step = state.lastStep + 1
      for event in events {
        let entry = JournalEntry(number: entries.count + 1, step: step, at: .distantPast, event: event)
        entries.append(entry)
        state.take(entry)
      }
    }
  }

  private func decided(_ name: String, _ verdict: ReviewVerdict, was: String? = "beagle") -> JournalEntry.Event {
    .decided(image: ReviewedImage(name: name, sha256: name, was: was), verdict: verdict)
  }

  @Test func theLastDecisionCountsAndUndoBringsBackTheOneBefore() {
    var lines = Lines()
    lines.add([decided("a", .label(id: "pug"))])
    lines.add([decided("a", .deleted), decided("b", .skipped)])
    #expect(lines.state.decisions["a"]?.verdict == .deleted && !lines.state.isAnswered("b"))
    lines.add([.undone(step: lines.state.undoable!)])
    #expect(lines.state.decisions["a"]?.verdict == .label(id: "pug") && lines.state.decisions["b"] == nil)
    lines.add([.undone(step: lines.state.undoable!)])
    #expect(lines.state.decisions.isEmpty && lines.state.undoable == nil && lines.state.decided == 0)
    // An undo of something else than the last step changes nothing.
    lines.add([decided("a", .unsure)])
    lines.add([.undone(step: 1)])
    #expect(lines.state.isAnswered("a"))
  }

  @Test func runsSettleDecisionsAndTheirUndoBringsThemBack() {
    var lines = Lines()
    lines.add([decided("beagle/a", .label(id: "pug")), decided("beagle/b", .deleted), decided("beagle/c", .unsure)])
    let before = lines.state.decisions
    let moves = [AppliedMove(from: "beagle/a", to: "pug/a"), AppliedMove(from: "beagle/b", to: nil)]
    lines.add([.applied(run: 1, moves: moves)])
    #expect(Set(lines.state.decisions.keys) == ["beagle/c"] && lines.state.isAnswered("pug/a"))
    #expect(lines.state.undoable == nil && lines.state.lastRun == 1)
    // Decided about where it is now, and then all of it is undone.
    lines.add([decided("pug/a", .label(id: "husky"), was: "pug")])
    lines.add([.reverted(run: 1)])
    #expect(
      lines.state.decisions["beagle/b"] == before["beagle/b"] && lines.state.decisions["beagle/c"] == before["beagle/c"]
    )
    let a = lines.state.decisions["beagle/a"]
    #expect(a?.verdict == .label(id: "husky") && a?.image.was == "beagle" && a?.image.name == "beagle/a")
    #expect(lines.state.decisions["pug/a"] == nil && !lines.state.isAnswered("pug/a") && lines.state.runs.isEmpty)
  }

  /// However steps and undos follow each other, undoing everything leaves nothing, and reading the lines again gives the same.
  @Test func anyOrderCanBeUndoneAndReadAgain() {
    for seed in 1...60 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var lines = Lines()
      var history: [ReviewState] = []
      for _ in 0..<40 {
        if let step = lines.state.undoable, Int.random(in: 0..<3, using: &generator) == 0 {
          lines.add([.undone(step: step)])
          let before = history.removeLast()
          #expect(lines.state.decisions == before.decisions)
        } else {
          history.append(lines.state)
          let names = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
            "\(Int.random(in: 0..<6, using: &generator))"
          }
          let verdicts: [ReviewVerdict] = [.label(id: "pug"), .label(id: "beagle"), .deleted, .unsure, .skipped]
          lines.add(names.map { decided($0, verdicts.randomElement(using: &generator)!) })
        }
        #expect(ReviewState(lines.entries) == lines.state)
      }
      while let step = lines.state.undoable { lines.add([.undone(step: step)]) }
      #expect(lines.state.decisions.isEmpty && lines.state.decided == 0)
    }
  }
}

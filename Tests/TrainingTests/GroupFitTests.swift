import Artifact
import Foundation
import Inference
import Support
import Testing

@testable import Training

@Suite struct GroupFitTests {
  private typealias Scored = FamiliarityFit.Scored

  /// Twelve classes in three groups of four.
  private let groups = (0..<12).map { ["group \($0 / 4)", "all"] }

  /// Images that two classes of one group look like, or, every so often, one of another group.
  private func images(_ count: Int, strayEvery: Int = .max) -> [Scored] {
    (0..<count).map { number in
      let label = number % 12
      var logits = [Float](repeating: 0, count: 12)
      logits[label] = 8
      let isStray = number % strayEvery == strayEvery - 1
      logits[isStray ? (label + 6) % 12 : label / 4 * 4 + (label + 1) % 4] = 7.9 + 0.01 * sin(Float(number))
      return Scored(logits: logits, label: label)
    }
  }

  private func fit(_ images: [Scored], _ groups: [[String]]? = nil) -> GroupFit.Result {
    GroupFit(groups: groups ?? self.groups, maxError: 0.05).fit(images, temperature: 1) { _ in false }
  }

  @Test func groupsThatHoldAreNamed() throws {
    let found = fit(images(240))
    #expect(try #require(found.groupBelow) == SureFit.leastCertainty)
    #expect(found.measured["wrongGroup"]?.share == 0 && found.measured["wrongGroup"]?.of == 240)
    // Without its class, an image's twin of the same group has nearly all.
    #expect(found.measured["wrongGroupOfHeldOut"]?.share == 0 && found.measured["wrongGroupOfHeldOut"]?.of == 240)
  }

  /// A third of the images resembles a class of another group: held out, they are certain of it.
  @Test func whatWouldMisleadOnUnknownClassesIsNotNamed() throws {
    let found = fit(images(240, strayEvery: 3), groups.map { Array($0.prefix(1)) })
    let least = try #require(found.groupBelow)
    let counted = ["wrongGroup", "wrongGroupOfHeldOut"].compactMap { found.measured[$0] }
    let (wrong, named) = (counted.reduce(0) { $0 + $1.count }, counted.reduce(0) { $0 + $1.of })
    #expect(least < 0 && counted.count == 2 && named >= 100 && Double(wrong) <= 0.05 * Double(named))
  }

  @Test func withoutGroupsOrImagesNothingIsSettled() {
    #expect(fit(images(99)).groupBelow == nil)
    #expect(fit(images(240), Array(repeating: [], count: 12)).groupBelow == nil)
    let given = GroupFit(groups: groups, maxError: 0.05).fit(images(240), temperature: 1) { _ in true }
    #expect(given.groupBelow == 0 && given.measured.isEmpty)
  }

  @Test func aGroupIsItsClassesAsOne() {
    let found = ClassGroup.ancestors(of: 0, in: [["a", "b"], ["a", "b"], ["b"], []], [0.5, 0.25, 0.125, 0.125])
    #expect(found.map(\.name) == ["a", "b"] && found.map(\.probability) == [0.75, 0.875])
    #expect(abs(found[0].certainty - (0.75 * log(0.75) + 2 * 0.125 * log(0.125))) < 1e-12)
    #expect(abs(found[1].certainty - (0.875 * log(0.875) + 0.125 * log(0.125))) < 1e-12)
    #expect(ClassGroup.ancestors(of: 1, in: [["a"], []], [0, 1]).isEmpty)
  }
}

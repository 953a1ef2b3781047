import Foundation
import Taxonomy
import Testing

@Suite struct AnswerTests {
  private let pug = Prediction(label: "pug", id: "n1-pug", probability: 0.25)

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func read(_ text: String) throws -> Answer { try JSONDecoder().decode(Answer.self, from: Data(text.utf8)) }

  /// Clients read these names: they stay whatever the cases are called.
  @Test func verdictsKeepTheirNamesInJSON() throws {
    #expect(Verdict.allCases.map(\.rawValue) == ["sure", "unsure", "another", "other"])
    for verdict in Verdict.allCases {
      let text = try json(Answer(verdict: verdict, predictions: [pug], presence: 0.5))
      #expect(text.contains("\"verdict\":\"\(verdict.rawValue)\""))
      #expect(try read(text) == Answer(verdict: verdict, predictions: [pug], presence: 0.5))
    }
  }

  @Test func aPresenceThatIsNotKnownIsLeftOut() throws {
    let text = try json(Answer(verdict: .sure, predictions: [pug]))
    #expect(text == #"{"predictions":[{"id":"n1-pug","label":"pug","probability":0.25}],"verdict":"sure"}"#)
    #expect(try read(text).presence == nil)
    #expect(try json(Answer(verdict: .sure, predictions: [], presence: 0)).contains(#""presence":0"#))
  }

  @Test func predictionsKeepTheirOrder() throws {
    let others = [Prediction(label: "Löwchen", id: "x-Löwchen", probability: 0.125), pug]
    let answer = Answer(verdict: .unsure, predictions: others + others)
    #expect(try read(json(answer)).predictions == others + others)
  }

  @Test(arguments: [
    "{}", "[]", #"{"verdict":"sure"}"#, #"{"verdict":"wolf","predictions":[]}"#,
    #"{"verdict":"Breed","predictions":[]}"#,
    #"{"verdict":"sure","predictions":[{"id":"a","label":"a"}]}"#,
    #"{"verdict":"sure","predictions":[{"id":"a","label":"a","probability":"much"}]}"#,
    #"{"verdict":"sure","predictions":[],"presence":"yes"}"#,
  ])
  func whatIsNotAnAnswerIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try read(text) }
  }

  /// Each part counts: answers that differ in one of them are not the same, and neither are they in a set.
  @Test func everyPartCounts() {
    let answer = Answer(verdict: .sure, predictions: [pug], presence: 0.9)
    let others = [
      Answer(verdict: .unsure, predictions: [pug], presence: 0.9),
      Answer(verdict: .sure, predictions: [], presence: 0.9),
      Answer(verdict: .sure, predictions: [pug]),
      Answer(verdict: .sure, predictions: [pug], presence: 0.9, familiarity: 0.9),
      Answer(
        verdict: .sure, predictions: [Prediction(label: "pug", id: "n1-pug", probability: 0.5)], presence: 0.9),
      Answer(
        verdict: .sure, predictions: [Prediction(label: "pug", id: "n2-pug", probability: 0.25)], presence: 0.9),
    ]
    #expect(Set(others + [answer, answer]).count == others.count + 1)
  }

  /// One sentence, with what was found and, where something can be done, what to do.
  @Test(arguments: [
    (ImageRefusal.unsupported(found: "a PDF file"), ["a PDF file", "send JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF"]),
    (.undecodable(reason: "it ends early"), ["it ends early"]),
    (.tooLarge(reason: "it has 900 million pixels"), ["too large", "900 million pixels"]),
  ])
  func refusalsSayWhyInOneSentence(_ refusal: ImageRefusal, _ words: [String]) {
    let said = "\(refusal)"
    for word in words { #expect(said.contains(word), "\(said)") }
    #expect(said.hasSuffix(".") && said.count { $0 == "." } == 1 && said.first?.isUppercase == true)
  }

  @Test func aRequestAsksForFiveUnlessToldOtherwise() {
    let request = ClassificationRequest()
    #expect(request.top == 5 && !request.explain && !request.seen)
  }
}

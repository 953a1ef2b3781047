import Foundation
import Taxonomy
import Testing

@Suite struct AnswerTests {
  @Test func verdictsKeepTheirNamesInJSON() throws {
    let answer = Answer(verdict: .notADog, predictions: [Prediction(label: "pug", id: "n1-pug", probability: 0.25)])
    let json = try JSONEncoder().encode(answer)
    #expect(String(decoding: json, as: UTF8.self).contains("\"verdict\":\"notADog\""))
    #expect(try JSONDecoder().decode(Answer.self, from: json) == answer)
  }

  @Test func refusalsSayWhatToDo() {
    #expect(PictureRefusal.unsupported(found: "a PDF file").description.contains("send JPEG"))
  }
}

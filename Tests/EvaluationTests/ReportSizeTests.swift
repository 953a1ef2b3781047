import Foundation
import Taxonomy
import Testing

@testable import Evaluation

@Suite struct ReportSizeTests {
  /// 120 classes, 8,580 images, a tenth of the answers wrong and spread over all pairs, every image shown as large as
  /// thumbnails are: what the page of a whole test set weighs.
  @Test func aWholeTestSetFitsIntoFiveMegabytes() throws {
    let classes = (0..<120).map {
      ClassName(id: "n021\(10000 + $0)-Breed_\($0)", label: "Long-haired breed number \($0)")
    }
    var scorecard = Scorecard(classes: classes)
    var judged: [(file: String, judgement: Judgement)] = []
    for image in 0..<8580 {
      let label = image % 120
      var logits = (0..<120).map { Float(($0 * 37 + image * 11) % 97) / 40 }
      logits[image % 10 == 0 ? (label + 1 + image / 10 % 119) % 120 : label] += 6
      let judgement = try scorecard.accumulate(logits: logits[...], label: label, temperature: 1)
      judged.append(("\(classes[label].id)/n021\(10000 + label)_\(image).jpg", judgement))
    }
    var record = EvaluationRecord(
      provenance: Provenance(
        model: "model", modelHash: String(repeating: "0", count: 64), architecture: "net", looks: 2, precision: "f32",
        folders: ["images"], split: "test", dataHash: String(repeating: "0", count: 64), date: "2026-01-01T00:00:00Z",
        machine: "machine", program: "program", imagesPerSecond: 1, uses: 1, models: 1),
      figures: scorecard.measure())
    record.fill(from: scorecard, judged: judged, draws: 20)
    let shown = EvaluationPage.images(in: record)
    #expect(shown.mistakes.count == EvaluationPage.mistakes)
    let address = "data:image/jpeg;base64," + String(repeating: "A", count: 16_000)
    let files = Dictionary((shown.mistakes + shown.examples).map { ($0, address) }) { first, _ in first }
    let page = try EvaluationPage.html(record, thumbnails: files, maps: files)
    #expect(page.utf8.count < 5_000_000, "\(page.utf8.count) bytes")
    let figures = try JSONEncoder().encode(record)
    #expect(figures.count < 5_000_000, "\(figures.count) bytes")
  }
}

import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// Finds labels that a model considers implausible.
struct LabelDoubts {
  let predictor: Predictor
  let progress: any ProgressReporter

  /// A label is doubted if the model gives it less than `most` and another class more than `least`.
  static let most = 0.05
  static let least = 0.7

  /// The doubted labels; classes that the model doesn't know are skipped with a note. Throws what the engine throws.
  func findings(in checkup: Checkup) async throws -> [Finding] {
    let set = checkup.dataSet
    let classes = predictor.card.classes
    let matcher = ClassMatcher(classes)
    let known = set.classes.map { matcher.index(of: $0.id) ?? matcher.index(of: $0.label) }
    let unknown = zip(set.classes, known).filter { $0.1 == nil }.map(\.0.id)
    if !unknown.isEmpty {
      let names = unknown.prefix(8).joined(separator: ", ")
      progress.note("The model doesn't know these classes, so their labels weren't checked: \(names).")
    }
    let asked = set.samples.indices.filter {
      checkup.examinations[$0].facts != nil && known[set.samples[$0].classIndex] != nil
    }
    progress.begin("asking the model", total: asked.count)
    var findings: [Finding] = []
    var done = 0
    for try await (place, probabilities) in asked.concurrentMap(
      width: predictor.width, { [predictor] in ($0, try await Self.probabilities(set.samples[$0], predictor)) })
    {
      done += 1
      progress.advance(to: done, of: asked.count)
      guard let probabilities, let label = known[set.samples[place].classIndex],
        let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }), best != label,
        probabilities[label] < Self.most, probabilities[best] > Self.least
      else { continue }
      let image = set.found(place)
      var finding = Finding(
        .implausibleLabel,
        detail: "Labelled \(image.label); the model says \(classes[best].label) "
          + String(format: "(%.0f %% against %.1f %%).", probabilities[best] * 100, probabilities[label] * 100),
        images: [image], classes: [image.label, classes[best].id])
      finding.probability = probabilities[label]
      findings.append(finding)
    }
    return findings
  }

  /// The calibrated probabilities of the model's classes; nil for a file that has gone, no longer decodes, or whose box
  /// can't be read.
  private static func probabilities(_ sample: Sample, _ predictor: Predictor) async throws -> [Double]? {
    do {
      let image = try sample.encoded(limits: .isolated)
      let logits = try await predictor.measure(image.bytes, part: image.part).logits
      return Softmax.probabilities(logits, temperature: predictor.temperature)
    } catch is ImageRefusal {
      return nil
    } catch is ImagingError {
      return nil
    } catch is ImageFileError {
      return nil
    } catch is CorpusError {
      return nil
    }
  }
}

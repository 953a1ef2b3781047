import Artifact
import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Runtime
import Support
import Taxonomy

/// Makes a report of what was measured: the answers' figures, slices, look-alikes, changed images, and the page.
struct ReportWriter {
  let predictor: Predictor
  let dataSet: DataSet
  let options: ReportOptions
  let folders: [String]
  let labels: LabelOptions
  let progress: any ProgressReporter

  func write(
    _ measured: MeasuredModel, split: String, uses: UseCounter.Uses, to place: FolderReplacement
  ) async throws {
    var record = EvaluationRecord(
      provenance: provenance(measured, split: split, uses: uses), figures: measured.report)
    record.fill(from: measured.scorecard, judged: measured.images.map { ($0.sample.path, $0.judgement) })
    record.inForce = inForce(measured.images)
    if let presence = measured.presence, !measured.negatives.isEmpty {
      record.refusal = Refusal(
        threshold: presence.threshold, members: measured.images.compactMap(\.answer.presence),
        others: measured.negatives.values.flatMap { $0 })
    }
    record.slices = try Slicing(images: measured.images).slices(by: options.sliceBy, in: labels)
    record.lookAlikes = try await LookAlikeSearch(width: predictor.width, progress: progress).search(
      measured.images, among: dataSet.samples(in: .train))
    record.changes = try await Robustness(predictor: predictor, progress: progress).measure(
      measured.images, count: options.robustness)
    record.notes = dataSet.notes
    if !measured.problems.isEmpty { record.notes.append("Images that can't be read: \(measured.problems.count).") }
    let shown = EvaluationPage.images(in: record)
    let images = ReportImages(predictor: predictor, samples: measured.images.map(\.sample))
    let page = try EvaluationPage.html(
      record, thumbnails: await images.thumbnails(of: shown.mistakes + shown.examples),
      maps: await images.maps(of: shown.mistakes))
    try await ReportFolder.write(record, page: page, by: place)
  }

  private func inForce(_ images: [JudgedImage]) -> AnswersInForce {
    let given = images.filter(\.answer.verdict.isGiven)
    let refused = images.count(where: \.answer.verdict.isRefusal)
    let policy = predictor.folder.description.verdict
    return AnswersInForce(
      threshold: policy.uncertainBelow == nil || !predictor.isAsFitted ? policy.unsureBelow : nil, given: given.count,
      wrong: given.count { !$0.judgement.isRight }, refused: refused, unsure: images.count - given.count - refused)
  }

  private func provenance(
    _ measured: MeasuredModel, split: String, uses: UseCounter.Uses
  ) -> Provenance {
    let system = ProcessInfo.processInfo
    var provenance = Provenance(
      model: predictor.card.name, modelHash: predictor.card.version, architecture: predictor.card.architecture,
      looks: predictor.looks, precision: predictor.precision.rawValue, folders: folders, split: split,
      dataHash: measured.dataHash, date: String(RFC3339.text(Date().timeIntervalSince1970).prefix(19)) + "Z",
      machine: "\(system.operatingSystemVersionString), \(system.activeProcessorCount) cores",
      program: "dogbreed \(Program.version)",
      imagesPerSecond: measured.seconds > 0 ? Double(measured.images.count) / measured.seconds : 0, uses: uses.count,
      models: uses.models)
    if !measured.stages.isEmpty { provenance.stages = StageShares.text(measured.stages) }
    return provenance
  }
}

extension Verdict {
  /// Whether the first prediction is given as the answer.
  var isGiven: Bool { self == .sure }
  /// Whether the image was refused as something else.
  var isRefusal: Bool { self == .other }
}

extension MeasuredModel {
  /// SHA-256 over the images' own hashes and labels, in order.
  var dataHash: String {
    var text = ""
    for image in images { text += "\(image.hash) \(report.perClass[image.judgement.truth].id)\n" }
    return ContentHash.of(Data(text.utf8))
  }
}

import ArgumentParser
import Artifact
import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// Models' answers to the same images.
struct ModelComparison: Sendable {
  static let csvHeader = "file,class,model,answer,probability,right"

  let summary: ComparisonSummary
  let csv: String

  /// One model's answers by file.
  private struct Run {
    let name: String
    let card: ModelCard
    /// By path: composed and decomposed names are two files.
    let answers: [ByteName: JudgedImage]
    let bytes: Int
    let speed: Double
    let temperature: Double
  }

  /// Measures the models one after another; images of classes that any of them doesn't know are left out.
  static func measure(
    _ models: [String], data: DataOptions, engine: EngineOptions, split: SplitChoice?,
    progress: any ProgressReporter
  ) async throws -> ModelComparison {
    var runs: [Run] = []
    var order: [Sample] = []
    var said: Set<String> = []
    for place in models {
      let folder = try ModelFolder(reading: await ModelPlace.url(place, progress: progress))
      let predictor = try Predictor(folder, options: PredictorOptions(runtime: engine.runtime, limits: .isolated))
      let set = try await data.find(classes: predictor.card.classes, split: split?.part ?? .test)
        .aligned(to: predictor.card.classes)
      for note in set.notes where said.insert(note).inserted { progress.note(note) }
      let part = try MeasuredPart(of: set, asked: split, progress: runs.isEmpty ? progress : SilentProgress())
      progress.note("\(place):")
      let measured = try await Measurement(predictor: predictor, progress: progress).run(part.samples, negatives: [])
      for problem in measured.problems { progress.note("\(problem.file): \(problem.reason)") }
      if runs.isEmpty { order = measured.images.map(\.sample) }
      runs.append(
        Run(
          name: place, card: predictor.card,
          answers: Dictionary(measured.images.map { (ByteName($0.sample.path), $0) }) { first, _ in first },
          bytes: size(of: folder), speed: measured.seconds > 0 ? Double(measured.images.count) / measured.seconds : 0,
          temperature: predictor.temperature))
    }
    let common = order.map { ByteName($0.path) }.filter { path in runs.allSatisfy { $0.answers[path] != nil } }
    guard !common.isEmpty else { throw ComparisonError() }
    if common.count < order.count {
      progress.note(
        "Images of classes that some of the models don't know were left out: \(order.count - common.count).")
    }
    return try ModelComparison(runs, common)
  }

  private init(_ runs: [Run], _ files: [ByteName]) throws {
    let figures = runs.map { run in Self.figures(run, files) }
    let pairs = runs.dropFirst().map { Self.pair(runs[0], $0, files) }
    summary = ComparisonSummary(images: files.count, models: figures, pairs: pairs)
    csv = Self.differences(runs, files)
  }

  private static func figures(_ run: Run, _ files: [ByteName]) -> ComparisonSummary.ModelFigures {
    let judged = files.compactMap { run.answers[$0] }
    let right = judged.count(where: \.judgement.isRight)
    var calibration = CalibrationError()
    var byClass: [Int: (right: Int, images: Int)] = [:]
    for image in judged {
      calibration.accumulate(confidence: image.judgement.confidence, correct: image.judgement.isRight)
      byClass[image.judgement.truth, default: (0, 0)].images += 1
      if image.judgement.isRight { byClass[image.judgement.truth, default: (0, 0)].right += 1 }
    }
    let count = Double(judged.count)
    return ComparisonSummary.ModelFigures(
      model: run.name, version: run.card.version, top1: Double(right) / count,
      top1Interval: .wilson(right, of: judged.count),
      macro: byClass.values.reduce(0) { $0 + Double($1.right) / Double($1.images) } / Double(byClass.count),
      nll: judged.reduce(0) { $0 - log(max($1.judgement.own, 1e-15)) } / count,
      brier: judged.reduce(0) { $0 + $1.judgement.brier } / count, ece: calibration.measure(), bytes: run.bytes,
      imagesPerSecond: run.speed)
  }

  private static func pair(_ first: Run, _ second: Run, _ files: [ByteName]) -> ComparisonSummary.ModelPair {
    var (onlyFirst, onlySecond, disagreements) = (0, 0, 0)
    var classes: [Int: (images: Int, first: Int, second: Int)] = [:]
    for file in files {
      guard let a = first.answers[file]?.judgement, let b = second.answers[file]?.judgement else { continue }
      var item = classes[a.truth] ?? (0, 0, 0)
      item.images += 1
      if first.card.classes[a.answer].id != second.card.classes[b.answer].id { disagreements += 1 }
      if a.isRight, !b.isRight { (onlyFirst, item.first) = (onlyFirst + 1, item.first + 1) }
      if b.isRight, !a.isRight { (onlySecond, item.second) = (onlySecond + 1, item.second + 1) }
      classes[a.truth] = item
    }
    let paired = PairedComparison(images: files.count, onlyFirst: onlyFirst, onlySecond: onlySecond)
    let differing = classes.filter { $0.value.first != $0.value.second }.sorted {
      (abs($1.value.second - $1.value.first), $0.key) < (abs($0.value.second - $0.value.first), $1.key)
    }
    return ComparisonSummary.ModelPair(
      first: first.name, second: second.name, difference: paired.difference, interval: paired.interval(),
      onlyFirst: onlyFirst, onlySecond: onlySecond, disagreements: disagreements, exactP: paired.exactP,
      midP: paired.midP,
      classes: differing.prefix(10).map {
        .init(
          label: first.card.classes[$0.key].label, images: $0.value.images, onlyFirst: $0.value.first,
          onlySecond: $0.value.second)
      })
  }

  /// One line per model for each image that they don't answer alike.
  private static func differences(_ runs: [Run], _ files: [ByteName]) -> String {
    var lines = [csvHeader]
    for file in files {
      let answers = runs.compactMap { run in run.answers[file].map { (run, $0.judgement) } }
      guard Set(answers.map { $0.0.card.classes[$0.1.answer].id }).count > 1 else { continue }
      for (run, judgement) in answers {
        let fields = [
          file.text, run.card.classes[judgement.truth].id, run.name, run.card.classes[judgement.answer].id,
          String(format: "%.6f", judgement.confidence), judgement.isRight ? "1" : "0",
        ]
        lines.append(fields.map(CSVText.field).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func size(of folder: ModelFolder) -> Int {
    folder.description.files.keys.reduce(0) { sum, name in
      let file = folder.url.appending(path: name).path
      return sum + ((try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0)
    }
  }
}

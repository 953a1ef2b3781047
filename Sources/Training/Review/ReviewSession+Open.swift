import Corpus
import Foundation
import Imaging
import Review
import Support
import Taxonomy

extension ReviewSession {
  /// What a session begins with.
  struct Made {
    let folder: ReviewFolder
    let net: ReviewNet
    let rows: ReviewRows
    let images: [SessionImage]
    let classes: [ClassName]
    let alike: [AlikePair]
    let isMovable: Bool
  }

  /// Reads images and decisions, and computes the features that aren't cached.
  ///
  /// Throws `ReviewError`, `CorpusError`, `TrainingError` and the engine's errors.
  package static func open(_ options: ReviewOptions, progress: any ProgressReporter) async throws -> ReviewSession {
    let folder = try ReviewFolder(data: options.data, named: options.journal)
    try folder.requireFinished()
    let whole = try options.find()
    for note in whole.notes { progress.note(note) }
    let hasValidation = whole.samples.contains { $0.split == .validation }
    // Before anything is read: nobody sees the test part, and nothing is learnt from it or about it.
    var seen = whole
    seen.samples.removeAll { $0.split == .test }
    if seen.samples.isEmpty, options.unlabelled.isEmpty, options.feedback.isEmpty {
      throw CorpusError.emptyPart(.train)
    }
    seen = seen.withValidation(fraction: options.training.validation, seed: options.training.seed)
    var checking = CheckupOptions()
    checking.limits = options.training.limits
    checking.width = ProcessInfo.processInfo.activeProcessorCount
    let count = seen.samples.count
    if count > 0 { progress.begin("reading", total: count) }
    let checkup = try await Checkup.run(seen, options: checking) { progress.advance(to: $0, of: count) }
    let net = try await ReviewNet(options.training, progress: progress)
    let sound = seen.samples.indices.filter { checkup.examinations[$0].facts != nil }
    let own = try await net.features(of: sound.map { seen.samples[$0] }, "images")
    let others = try await net.features(of: options.unlabelled + options.feedback, "images without a label")
    for problem in own.problems + others.problems { progress.note("\(problem.file): \(problem.reason)") }
    let digests = Dictionary(
      sound.map { (seen.samples[$0].path, checkup.examinations[$0].facts.map { $0.digest.hexadecimal } ?? "") }
    ) { first, _ in first }
    var images = own.table.samples.map { sample in
      SessionImage(
        sample: sample, name: ReviewPlace.name(of: sample.path, below: options.data),
        sha256: digests[sample.path] ?? "", source: .dataSet, label: seen.classes[sample.classIndex].id)
    }
    let sent = Set(options.feedback.map(\.path))
    let known = Set(images.map(\.name))
    var kept: [Int] = []
    for (place, sample) in others.table.samples.enumerated() {
      let name = ReviewPlace.name(of: sample.path, below: options.data)
      guard !known.contains(name) else { continue }
      kept.append(place)
      images.append(
        SessionImage(
          sample: sample, name: name, sha256: others.digests[place].hexadecimal,
          source: sent.contains(sample.path) ? .feedback(sample.folder) : .unlabelled, label: nil))
    }
    let values = try own.table.matrix(views: [0]).values() + kept.flatMap { try others.table.row($0, 0) }
    let rows = ReviewRows(width: own.table.width, values: values, groups: groups(images), own: net.backbone.own)
    let made = Made(
      folder: folder, net: net, rows: rows, images: images, classes: whole.allClasses,
      alike: alike(checkup, images, acrossParts: hasValidation),
      isMovable: whole.samples.isEmpty || LabelFolders(whole).areFolders)
    return ReviewSession(made, options: options)
  }

  /// Equal numbers for equal files.
  private static func groups(_ images: [SessionImage]) -> [Int] {
    var known: [String: Int] = [:]
    return images.map { image in
      let group = known[image.sha256] ?? known.count
      known[image.sha256] = group
      return group
    }
  }

  /// Pairs of images across labels, or across parts that the data set itself has.
  private static func alike(_ checkup: Checkup, _ images: [SessionImage], acrossParts: Bool) -> [AlikePair] {
    let numbers = Dictionary(images.enumerated().map { ($1.sample.path, $0) }) { first, _ in first }
    let samples = checkup.dataSet.samples
    let exact = checkup.duplicates.exact.flatMap { group in
      group.dropFirst().map { AlikePair(first: group[0], second: $0, distance: 0) }
    }
    return (exact + checkup.duplicates.pairs).filter { pair in
      let (one, other) = (samples[pair.first], samples[pair.second])
      return one.classIndex != other.classIndex || acrossParts && one.split != other.split
    }.compactMap { pair in
      guard let first = numbers[samples[pair.first].path], let second = numbers[samples[pair.second].path] else {
        return nil
      }
      return AlikePair(first: first, second: second, distance: pair.distance)
    }.sorted { ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second) }
  }
}

extension DataSet {
  /// The classes, and those whose folders are empty.
  fileprivate var allClasses: [ClassName] {
    let known = Set(classes.map { ClassIdentity($0.id) })
    let empty = emptyClasses.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.filter {
      !known.contains(ClassIdentity($0)) && !$0.hasPrefix(".")
    }
    return classes + Set(empty).sorted().map { ClassName(id: $0, label: DisplayName.label(forFolder: $0)) }
  }
}

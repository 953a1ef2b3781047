import Imaging
import Support
import Taxonomy

/// A data set with the findings of reading every image once.
package struct Checkup: Sendable {
  /// The data set that was checked.
  package let dataSet: DataSet
  /// One for each sample, in order.
  package let examinations: [Examination]
  /// Which images are equal or look alike.
  package let duplicates: Duplicates
  /// The worst first: by grade, those across classes and parts before the others, then by kind.
  package private(set) var findings: [Finding]

  private static let pieceLength = 32

  /// Reads every image, compares all with all, and collects findings.
  ///
  /// - Parameter done: Called with the number of images read.
  /// - Throws: `CancellationError`; a file that can't be used is a finding.
  package static func run(
    _ dataSet: DataSet, options: CheckupOptions = CheckupOptions(), done: (Int) -> Void = { _ in }
  ) async throws -> Checkup {
    let examinations = try await examine(dataSet.samples, options: options, done: done)
    let duplicates = try await Duplicates.find(in: dataSet, examinations, options: options)
    var noted = dataSet
    if options.nearLimit == nil, let note = duplicates.limitNote { noted.notes.append(note) }
    var checkup = Checkup(dataSet: noted, examinations: examinations, duplicates: duplicates, findings: [])
    checkup.add(
      ImageFindings.all(dataSet, examinations, options) + DuplicateFindings.all(dataSet, duplicates)
        + ClassFindings.all(dataSet, options))
    return checkup
  }

  /// Adds findings that come from elsewhere, such as a model's doubts, in their rank.
  package mutating func add(_ more: [Finding]) {
    findings = (findings + more).enumerated().sorted { a, b in
      a.element.rank == b.element.rank ? a.offset < b.offset : a.element.rank < b.element.rank
    }.map(\.element)
  }

  private static func examine(
    _ samples: [Sample], options: CheckupOptions, done: (Int) -> Void
  ) async throws -> [Examination] {
    let pieces = (samples.count + pieceLength - 1) / pieceLength
    func report(_ finished: Int) { done(min(finished * pieceLength, samples.count)) }
    let results = try await (0..<pieces).boundedMap(width: options.width, finished: report) { piece throws(any Error) in
      samples[piece * pieceLength..<min((piece + 1) * pieceLength, samples.count)].map {
        Examination(reading: $0, limits: options.limits)
      }
    }
    return Array(results.joined())
  }
}

extension Finding {
  /// What stands first has the smaller one.
  fileprivate var rank: (Grade, Int, Int, Double) {
    let across = (acrossClasses ? 1 : 0) + (acrossSplits ? 1 : 0)
    let kind = FindingKind.allCases.firstIndex(of: kind) ?? 0
    return (grade, -across, kind, probability ?? Double(distance ?? 0))
  }
}

extension DataSet {
  /// A sample as findings refer to it.
  package func found(_ index: Int) -> FoundImage {
    let sample = samples[index]
    return FoundImage(file: sample.path, label: classes[sample.classIndex].id, split: sample.split)
  }
}

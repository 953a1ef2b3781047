/// Everything an evaluation found, as `metrics.json` holds it: the names of the properties are its keys.
///
/// Fractions are from 0 to 1, classes are named by their place in `classes`.
package struct EvaluationRecord: Codable, Sendable {
  /// The program's mark, by which its own reports are told from other folders.
  package static let generator = "dogbreed evaluate"

  /// The program's mark.
  package var generator = EvaluationRecord.generator
  /// The format that the record is in.
  package var format = 1
  /// What was measured, with what, and when.
  package var provenance: Provenance
  /// Accuracy, calibration and the rest over all images.
  package var figures: Report
  /// Bootstrap intervals (95 %) of `figures.macro` and `figures.f1`; nil without images.
  package var macroInterval: Interval?
  /// The interval of `figures.f1`, likewise.
  package var f1Interval: Interval?
  /// The bars of the reliability diagram.
  package var reliability: [ReliabilityBin] = []
  /// The share of right answers by the share of images that get one.
  package var coverage: [CoverageCurve.Point] = []
  /// What the model's own thresholds do with the images.
  package var inForce: AnswersInForce?
  /// How well the model's kind is told from other things; nil where no others were measured.
  package var refusal: Refusal?
  /// Each class with its figures, in the model's order.
  package var classes: [ClassDetail] = []
  /// The classes' places in the order of the confusion matrix.
  package var order: [Int] = []
  /// Wrong answers, the most frequent first.
  package var confusions: [ConfusedPair] = []
  /// The wrong answers that were surest of themselves.
  package var mistakes: [Mistake] = []
  /// Images that share a trait, against all others.
  package var slices: [Slice] = []
  /// The accuracy on images that were changed, one entry a change.
  package var changes: [ChangedImages] = []
  /// Measured images that look like training images; nil where it wasn't asked.
  package var lookAlikes: LookAlikes?
  /// Sentences on how to read the figures.
  package var notes: [String] = []

  package init(provenance: Provenance, figures: Report) {
    self.provenance = provenance
    self.figures = figures
  }
}

/// What was measured, with what, and when.
package struct Provenance: Codable, Hashable, Sendable {
  /// The model's name.
  package var model: String
  /// The model's seal: the hash of its weights and description together.
  package var modelHash: String
  /// The backbones' names.
  package var architecture: String
  /// Looks per image.
  package var looks: Int
  /// The numeric precision that the net was computed in.
  package var precision: String
  /// The folders that the images came from.
  package var folders: [String]
  /// The part of them that was measured.
  package var split: String
  /// SHA-256 over the images' own hashes and labels, in order.
  package var dataHash: String
  /// RFC 3339, UTC.
  package var date: String
  /// The processor and the number of threads.
  package var machine: String
  /// The program's version.
  package var program: String
  /// Images measured in a second.
  package var imagesPerSecond: Double
  /// Evaluations of these very images that this machine has counted, this one too, and of how many models.
  package var uses: Int
  /// How many models those evaluations were of.
  package var models: Int

  package init(
    model: String, modelHash: String, architecture: String, looks: Int, precision: String, folders: [String],
    split: String, dataHash: String, date: String, machine: String, program: String, imagesPerSecond: Double, uses: Int,
    models: Int
  ) {
    self.model = model
    self.modelHash = modelHash
    self.architecture = architecture
    self.looks = looks
    self.precision = precision
    self.folders = folders
    self.split = split
    self.dataHash = dataHash
    self.date = date
    self.machine = machine
    self.program = program
    self.imagesPerSecond = imagesPerSecond
    self.uses = uses
    self.models = models
  }
}

/// What the model's own thresholds do with the images.
package struct AnswersInForce: Codable, Hashable, Sendable {
  /// Answers are given from this probability on.
  package let threshold: Double
  /// Images that get an answer.
  package let given: Int
  /// Answers among them that are wrong.
  package let wrong: Int
  /// Images of the model's classes that were refused as something else, and those it was unsure of.
  package let refused: Int
  /// Images of the model's classes that it was unsure of.
  package let unsure: Int
  /// 95 % interval of the share of given answers that are wrong.
  package let error: Interval
  /// The share of all images that get an answer.
  package let coverage: Double

  package init(threshold: Double, given: Int, wrong: Int, refused: Int, unsure: Int) {
    self.threshold = threshold
    self.given = given
    self.wrong = wrong
    self.refused = refused
    self.unsure = unsure
    error = .wilson(wrong, of: given)
    let images = given + refused + unsure
    coverage = images > 0 ? Double(given) / Double(images) : 0
  }
}

/// How well the model's kind is told from other things.
package struct Refusal: Codable, Hashable, Sendable {
  /// The presence from which on an image is accepted.
  package let threshold: Double
  /// Images of the model's kind.
  package let members: Int
  /// 95 % interval of the share of them that is accepted.
  package let accepted: Interval
  /// Images of other kinds.
  package let others: Int
  /// 95 % interval of the share of them that is accepted.
  package let falselyAccepted: Interval
  /// The area under the receiver curve; nil without images of both kinds.
  package let auroc: Double?
  /// The receiver curve.
  package let points: [ReceiverCurve.Point]

  package init(threshold: Double, members: [Double], others: [Double]) {
    func interval(_ scores: [Double]) -> Interval {
      .wilson(scores.count { $0 >= threshold }, of: scores.count)
    }
    self.threshold = threshold
    self.members = members.count
    self.others = others.count
    accepted = interval(members)
    falselyAccepted = interval(others)
    auroc = Threshold.auroc(positives: members, negatives: others)
    points = ReceiverCurve.points(positives: members, negatives: others)
  }
}

/// One class, and what it is confused with.
package struct ClassDetail: Codable, Hashable, Sendable {
  /// The class's stable id.
  package let id: String
  /// The class's text for people.
  package let label: String
  /// Images of the class.
  package let images: Int
  /// How many of them were answered rightly.
  package let right: Int
  /// 95 % interval of that share.
  package let interval: Interval
  /// The share of images predicted as the class that do show it.
  package let precision: Double
  /// The harmonic mean of precision and recall.
  package let f1: Double
  /// What its images were taken for, the most frequent first.
  package let takenFor: [ConfusedPair]
}

/// How many images of one class were answered with another.
package struct ConfusedPair: Codable, Hashable, Sendable {
  /// The true class's place.
  package let truth: Int
  /// The answered class's place.
  package let answer: Int
  /// How many images.
  package let images: Int
  /// Files of some of them.
  package var files: [String] = []
}

/// A wrong answer.
package struct Mistake: Codable, Hashable, Sendable {
  /// The image's file.
  package let file: String
  /// What the model said of it.
  package let judgement: Judgement

  package init(file: String, judgement: Judgement) {
    self.file = file
    self.judgement = judgement
  }
}

/// Images that share a trait, and the accuracy on them against that on all others.
package struct Slice: Codable, Hashable, Sendable {
  /// What the images are grouped by.
  package let trait: String
  /// What they share.
  package let value: String
  /// Images that share it.
  package let images: Int
  /// How many of them were answered rightly.
  package let right: Int
  /// All other images.
  package let otherImages: Int
  /// How many of those were answered rightly.
  package let otherRight: Int
  /// Of the z-test for two shares, and what Holm's method leaves of it.
  package let p: Double
  /// The p-value after Holm's method.
  package var adjusted: Double

  /// The share of right answers among those that share it.
  package var top1: Double { images > 0 ? Double(right) / Double(images) : 0 }
  /// The share of right answers among the others.
  package var otherTop1: Double { otherImages > 0 ? Double(otherRight) / Double(otherImages) : 0 }
  /// Whether the two shares differ at the 5 % level, all questions together.
  package var isSignificant: Bool { adjusted < 0.05 }

  /// Each group of images against all others, with p-values for all the questions together.
  ///
  /// - Parameter groups: Which of the images each group holds.
  package static func all(
    _ groups: [(trait: String, value: String, isIn: [Bool])], right: [Bool]
  ) -> [Slice] {
    var slices = groups.map { group in
      let inside = zip(group.isIn, right).filter(\.0)
      let outside = zip(group.isIn, right).filter { !$0.0 }
      let (a, b) = (inside.count(where: \.1), outside.count(where: \.1))
      return Slice(
        trait: group.trait, value: group.value, images: inside.count, right: a, otherImages: outside.count,
        otherRight: b, p: SliceTest.p((a, inside.count), (b, outside.count)), adjusted: 1)
    }
    for (place, value) in SliceTest.holm(slices.map(\.p)).enumerated() { slices[place].adjusted = value }
    return slices.sorted { ($0.adjusted, $0.trait, $0.value) < ($1.adjusted, $1.trait, $1.value) }
  }
}

/// The accuracy on images that were changed in one way.
package struct ChangedImages: Codable, Hashable, Sendable {
  /// How the images were changed.
  package let change: String
  /// How many images.
  package let images: Int
  /// How many of them are right when changed.
  package let right: Int
  /// How many of the same images were right unchanged.
  package let rightBefore: Int
  /// 95 % interval of the share that is right when changed.
  package let interval: Interval

  package init(change: String, images: Int, right: Int, rightBefore: Int) {
    self.change = change
    self.images = images
    self.right = right
    self.rightBefore = rightBefore
    interval = .wilson(right, of: images)
  }
}

/// Measured images that look like training images of the same data.
package struct LookAlikes: Codable, Hashable, Sendable {
  /// How many training images they were compared with.
  package let trainingImages: Int
  /// The measured files that look like one.
  package let files: [String]
  /// Images without them, and how many of those are right.
  package let images: Int
  /// How many of those are right.
  package let right: Int

  package init(trainingImages: Int, files: [String], images: Int, right: Int) {
    self.trainingImages = trainingImages
    self.files = files
    self.images = images
    self.right = right
  }
}

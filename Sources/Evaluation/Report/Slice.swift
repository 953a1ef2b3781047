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
  /// The p-value of the z-test for two proportions, uncorrected.
  package let p: Double
  /// The p-value after Holm's method.
  package var adjusted: Double

  /// The share of right answers among those that share it.
  package var top1: Double { images > 0 ? Double(right) / Double(images) : 0 }
  /// The share of right answers among the others.
  package var otherTop1: Double { otherImages > 0 ? Double(otherRight) / Double(otherImages) : 0 }
  /// Whether the two shares differ at the 5 % level, corrected for all comparisons.
  package var isSignificant: Bool { adjusted < 0.05 }

  /// Each group of images against all others, with p-values corrected for all comparisons.
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

/// F1, the harmonic mean of recall and precision, over classes.
package struct FScore: Codable, Hashable, Sendable {
  /// The mean over the classes that have images.
  package let macro: Double
  /// The same, each class weighted by its images.
  package let weighted: Double

  /// - Parameters:
  ///   - right: By class, the images that were answered with their class.
  ///   - images: By class, how many images show it.
  ///   - answered: By class, how many images were answered with it.
  package init(right: [Int], images: [Int], answered: [Int]) {
    var (sum, weightedSum, classes) = (0.0, 0.0, 0)
    for index in images.indices where images[index] > 0 {
      let score = 2 * Double(right[index]) / Double(images[index] + answered[index])
      sum += score
      weightedSum += score * Double(images[index])
      classes += 1
    }
    macro = classes > 0 ? sum / Double(classes) : 0
    weighted = classes > 0 ? weightedSum / Double(images.reduce(0, +)) : 0
  }
}

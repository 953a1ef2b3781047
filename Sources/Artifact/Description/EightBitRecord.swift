import Imaging
import NeuralNetwork
import Support

/// What a net is computed in 8 bits with: the ranges of the values that its 8-bit layers take.
package struct EightBitRecord: Codable, Hashable, Sendable {
  /// How many training images they were measured on.
  package var images: Int
  /// By the names that the joined net has for the values.
  package var ranges: [String: ValueRange]

  package init(images: Int, ranges: [String: ValueRange]) { (self.images, self.ranges) = (images, ranges) }

  /// What tells these ranges from others: hexadecimal.
  package var hash: String {
    let lines = ranges.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.low) \($0.value.high)" }
    return ContentHash.of(Array(lines.joined(separator: "\n").utf8))
  }
}

extension ModelDescription {
  /// Why the ranges can't be used with the model's own net; nil where they can, or where there are none.
  func flaw(of record: EightBitRecord?) -> String? {
    guard let record else { return nil }
    let network = try? FrozenNet.network(of: backbones.map(\.name), inputSize: preprocessing.size)
    guard let inputs = try? network?.eightBitInputs(), !inputs.isEmpty else {
      return "it has ranges for 8 bits, and no net that is computed so"
    }
    guard Set(record.ranges.keys) == Set(inputs) else {
      return
        "it has \(record.ranges.count) ranges for 8 bits, which aren't of the \(inputs.count) values that its net takes so"
    }
    let unusable = inputs.first { record.ranges[$0]?.isUsable != true }
    return unusable.map { "its range of \($0.debugDescription.prefix(100)) can't be used" }
  }
}

import NeuralNetwork
import Weights

/// How well a file's names match one family.
struct KeyMatch {
  let names: KeyNames
  /// By the family's names without their prefix: the file's own names.
  let found: [String: String]
  /// What the network needs and the file lacks, by the family's names.
  let missing: [String]
  /// What the file has and the network has no place for, by the file's names.
  let leftOver: [String]

  init(_ names: KeyNames, in source: any WeightSource) {
    self.names = names
    let needed = names.needed
    var found: [String: String] = [:]
    var leftOver: [String] = []
    for name in source.names {
      let isPrefixed = !names.prefix.isEmpty && name.hasPrefix(names.prefix)
      let bare = isPrefixed ? String(name.dropFirst(names.prefix.count)) : name
      if needed.contains(bare), found[bare] == nil {
        found[bare] = name
      } else if !names.unused.contains(bare), bare.split(separator: ".").last != "num_batches_tracked" {
        leftOver.append(name)
      }
    }
    self.found = found
    self.leftOver = leftOver.sorted()
    missing = needed.subtracting(found.keys).sorted()
  }

  /// The family that a file's names are, or are most like.
  static func best(for backbone: Backbone, in source: any WeightSource) -> KeyMatch? {
    backbone.keyNames.map { KeyMatch($0, in: source) }
      .min { ($0.missing.count, $0.leftOver.count) < ($1.missing.count, $1.leftOver.count) }
  }
}

/// A naming scheme for a net's arrays.
package enum KeyFamily: String, Sendable, Hashable, CaseIterable {
  /// The names that parameters have here.
  case own = "dogbreed"
  case torchvision
  case timm
  case transformers = "Hugging Face transformers"
  /// Of the code that the weights were first published with.
  case publisher = "the publisher"
}

/// A publisher's name of every parameter of a net.
package struct KeyNames: Sendable, Hashable {
  /// Whose names they are.
  package let family: KeyFamily
  /// By our names: the published arrays that a parameter is made of, stacked along their first axis where they are
  /// more.
  package let sources: [String: [String]]
  /// A meaningless prefix that every name may have.
  package let prefix: String
  /// Arrays that may be present but aren't needed.
  package let unused: Set<String>

  init(_ family: KeyFamily, _ list: KeyList, prefix: String = "", unused: Set<String> = []) {
    self.family = family
    self.sources = list.sources
    self.prefix = prefix
    self.unused = unused
  }

  /// Our own names.
  package init(ownOf network: Network) {
    var list = KeyList(network)
    for parameter in network.parameters { list.array(parameter.name, parameter.name) }
    self.init(.own, list)
  }

  /// Every published name that is needed.
  package var needed: Set<String> { Set(sources.values.joined()) }
}

/// Gathers names, node by node.
struct KeyList {
  private(set) var sources: [String: [String]] = [:]
  private let parameters: [String: [Parameter]]

  init(_ network: Network) { parameters = Dictionary(grouping: network.parameters, by: \.node) }

  /// All parameters of a node, whose last words the publisher shares; a node that the network lacks has none.
  mutating func unit(_ ours: String, _ theirs: String...) {
    for parameter in parameters[ours] ?? [] {
      let word = parameter.name.dropFirst(ours.count)
      sources[parameter.name] = theirs.map { $0 + word }
    }
  }

  /// One parameter by its full names.
  mutating func array(_ ours: String, _ theirs: String...) { sources[ours] = theirs }
}

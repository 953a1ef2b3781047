/// The arrays of a source under other names; those without a new name are left out.
package struct RenamedWeights: WeightSource {
  /// The new names.
  package let names: [String]
  private let source: any WeightSource
  private let old: [String: String]

  /// - Parameter names: For each name in the source, the name it goes by here.
  /// - Throws: `WeightsError.missing` where the source lacks one; `duplicate` where two get one name.
  package init(_ source: any WeightSource, names: [String: String]) throws(WeightsError) {
    let known = Set(source.names)
    var old: [String: String] = [:]
    for (theirs, ours) in names.sorted(by: { $0.key < $1.key }) {
      guard known.contains(theirs) else { throw .missing(name: theirs, file: "the renamed weights") }
      guard old.updateValue(theirs, forKey: ours) == nil else { throw .duplicate(name: ours) }
    }
    self.source = source
    self.old = old
    self.names = source.names.compactMap { names[$0] }
  }

  /// All arrays of the source with `prefix` before their names.
  package init(_ source: any WeightSource, prefix: String) throws(WeightsError) {
    try self.init(source, names: Dictionary(source.names.map { ($0, prefix + $0) }) { first, _ in first })
  }

  package func shape(of name: String) throws(WeightsError) -> [Int] { try source.shape(of: try oldName(name)) }

  package func array(_ name: String) throws(WeightsError) -> WeightArray { try source.array(try oldName(name)) }

  private func oldName(_ name: String) throws(WeightsError) -> String {
    guard let old = old[name] else { throw .missing(name: name, file: "the renamed weights") }
    return old
  }
}

/// The arrays of several sources as one: what a model of several parts is written from.
package struct MergedWeights: WeightSource {
  /// The names of all parts.
  package let names: [String]
  private let owners: [String: any WeightSource]

  /// - Throws: `WeightsError.duplicate` where two sources have one name.
  package init(_ sources: [any WeightSource]) throws(WeightsError) {
    var owners: [String: any WeightSource] = [:]
    for source in sources {
      for name in source.names {
        guard owners.updateValue(source, forKey: name) == nil else { throw .duplicate(name: name) }
      }
    }
    self.owners = owners
    names = sources.flatMap(\.names)
  }

  package func shape(of name: String) throws(WeightsError) -> [Int] { try owner(of: name).shape(of: name) }

  package func array(_ name: String) throws(WeightsError) -> WeightArray { try owner(of: name).array(name) }

  private func owner(of name: String) throws(WeightsError) -> any WeightSource {
    guard let owner = owners[name] else { throw .missing(name: name, file: "the merged weights") }
    return owner
  }
}

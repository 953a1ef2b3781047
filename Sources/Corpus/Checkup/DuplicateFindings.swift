/// Reports duplicates as findings: a problem if they cross classes or splits.
enum DuplicateFindings {
  static func all(_ set: DataSet, _ duplicates: Duplicates) -> [Finding] {
    var closest: [Int: Int] = [:]
    for pair in duplicates.pairs {
      for place in [pair.first, pair.second] { closest[place] = min(closest[place] ?? .max, pair.distance) }
    }
    return duplicates.exact.map { finding(.exactDuplicate, $0, in: set) }
      + duplicates.near.map { group in
        var finding = finding(.nearDuplicate, group, in: set)
        finding.distance = group.compactMap { closest[$0] }.min()
        return finding
      }
  }

  private static func finding(_ kind: FindingKind, _ group: [Int], in set: DataSet) -> Finding {
    let images = group.map(set.found)
    let labels = Set(images.map(\.label)).sorted(by: ClassOrder.precedes)
    let parts = Split.allCases.filter { part in images.contains { $0.split == part } }
    let (crossesClasses, crossesParts) = (labels.count > 1, parts.count > 1)
    var detail =
      kind == .exactDuplicate ? "\(group.count) files are identical" : "\(group.count) images look alike"
    if crossesClasses { detail += ", labelled \(Leftovers.list(labels))" }
    if crossesParts { detail += ", in the splits \(parts.map(\.rawValue).joined(separator: " and "))" }
    if !crossesClasses, !crossesParts { detail += ", all \(labels[0])" }
    var finding = Finding(
      kind, grade: crossesClasses || crossesParts ? .problem : nil, detail: detail + ".", images: images,
      classes: labels)
    finding.acrossClasses = crossesClasses
    finding.acrossSplits = crossesParts
    return finding
  }
}

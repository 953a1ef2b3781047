extension Checkup {
  /// The samples that a clean copy leaves out, by index, and why.
  ///
  /// Unusable files and images of one colour are dropped. Of identical files one stays, preferably in the test split;
  /// with two labels none stays. Near-duplicates stay unless `dropsNear`: then, of each pair across splits, the one in
  /// the test split stays, or else that for validation, and of one across classes those for training are dropped, since
  /// one of the labels must be wrong.
  package func rejected(dropsNear: Bool) -> [Int: String] {
    var rejected: [Int: String] = [:]
    func reject(_ place: Int, _ reason: String) { if rejected[place] == nil { rejected[place] = reason } }
    for (place, examination) in examinations.enumerated() {
      if let fault = examination.fault { reject(place, fault.reason) }
      if examination.facts?.isPlain == true { reject(place, "It has only one colour.") }
    }
    // Pairs name the first of identical files, which needn't be the one that stays.
    var kept: [Int: Int] = [:]
    for group in duplicates.exact {
      guard isOneClass(group) else {
        for place in group { reject(place, "The same file is labelled as another class: \(other(place, group)).") }
        continue
      }
      let best = group.max { (priority($0), -$0) < (priority($1), -$1) } ?? group[0]
      kept[group[0]] = best
      for place in group where place != best { reject(place, "It is identical to \(dataSet.samples[best].name).") }
    }
    if dropsNear { rejected.merge(near(kept, without: rejected)) { old, _ in old } }
    return rejected
  }

  /// How many pairs of near-duplicates across classes or splits there are.
  package var pairsAcross: Int { duplicates.pairs.count { isAcross($0.first, $0.second) } }

  /// What near-duplicates across splits or classes leave out, pair by pair.
  private func near(_ kept: [Int: Int], without rejected: [Int: String]) -> [Int: String] {
    var dropped: [Int: String] = [:]
    let pairs = duplicates.pairs.map { (kept[$0.first] ?? $0.first, kept[$0.second] ?? $0.second) }
      .filter { rejected[$0.0] == nil && rejected[$0.1] == nil && isAcross($0.0, $0.1) }
    func drop(_ place: Int, for other: Int, _ where: String) {
      dropped[place] = "It looks like an image \(`where`): \(dataSet.samples[other].name)."
    }
    // What validation loses to the test split first, so that training loses nothing to what is dropped.
    for split in [Split.validation, .train] {
      for (a, b) in pairs {
        let (low, high) = priority(a) < priority(b) ? (a, b) : (b, a)
        guard dataSet.samples[low].split == split, dropped[low] == nil else { continue }
        if priority(low) < priority(high), dropped[high] == nil { drop(low, for: high, "in another split") }
      }
    }
    for (a, b) in pairs where dropped[a] == nil && dropped[b] == nil {
      guard !isOneClass([a, b]), dataSet.samples[a].split == .train, dataSet.samples[b].split == .train else {
        continue
      }
      drop(a, for: b, "of another class")
      drop(b, for: a, "of another class")
    }
    return dropped
  }

  private func isAcross(_ a: Int, _ b: Int) -> Bool {
    dataSet.samples[a].split != dataSet.samples[b].split || !isOneClass([a, b])
  }

  private func isOneClass(_ group: [Int]) -> Bool {
    Set(group.map { dataSet.samples[$0].classIndex }).count <= 1
  }

  private func priority(_ place: Int) -> Int {
    switch dataSet.samples[place].split {
    case .train: 0
    case .validation: 1
    case .test: 2
    }
  }

  /// An image of the group in another class or part, or else any other.
  private func other(_ place: Int, _ group: [Int]) -> String {
    let sample = dataSet.samples[place]
    let others = group.filter { $0 != place }.map { dataSet.samples[$0] }
    let unlike = others.first { $0.classIndex != sample.classIndex || $0.split != sample.split }
    return (unlike ?? others.first)?.name ?? ""
  }
}

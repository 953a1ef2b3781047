import Taxonomy

extension DataSet {
  /// Moves about `fraction` of each class's training photographs into the validation part.
  ///
  /// Each is chosen by the hash of (seed, class id, file name without extension) alone, so that adding pictures never
  /// moves the others, and a photograph that several merged data sets hold under one name, such as a crop and its full
  /// frame, goes to one side with all its copies. A class that would lose all its training photographs keeps the one
  /// of the greatest hash. A data set that has a validation part already is given back with a note.
  ///
  /// - Parameters:
  ///   - fraction: From 0 to 1, taken to the nearest of them when outside.
  ///   - seed: Another seed chooses other photographs.
  ///   - groups: Places of samples that stay on one side, such as near-duplicates: the hash of the training photograph
  ///     that stands first in order decides for its group, so that another member may move the group and nothing else.
  package func withValidation(fraction: Double, seed: UInt64, keepingTogether groups: [[Int]] = []) -> DataSet {
    var result = self
    guard !samples.contains(where: { $0.split == .validation }) else {
      result.notes.append("The data set's own validation part was kept; no other was chosen.")
      return result
    }
    var hashes = samples.map { $0.split == .train ? hash(of: $0, seed: seed) : 1 }
    let together = groups.map { $0.filter { samples[$0].split == .train }.sorted() }
    for group in together { for place in group { hashes[place] = hashes[group[0]] } }
    var last = [Double](repeating: -1, count: classes.count)
    for (sample, hash) in zip(samples, hashes) where sample.split == .train {
      last[sample.classIndex] = max(last[sample.classIndex], hash)
    }
    var kept: [String] = []
    for (index, hash) in hashes.enumerated() where samples[index].split == .train {
      let sample = samples[index]
      if hash < min(max(fraction, 0), 1), hash < last[sample.classIndex] { result.samples[index].split = .validation }
    }
    // Where one of a group has to stay for its class, all stay.
    for group in together where group.contains(where: { result.samples[$0].split == .train }) {
      for place in group { result.samples[place].split = .train }
    }
    let different = groupCounts()
    for (index, name) in classes.enumerated() where different[index] == 1 { kept.append(name.id) }
    if !kept.isEmpty {
      let names = kept.prefix(5).joined(separator: ", ") + (kept.count > 5 ? ", …" : "")
      result.notes.append("Classes with a single training picture have none for validation: \(names).")
    }
    return result
  }

  private func hash(of sample: Sample, seed: UInt64) -> Double {
    var hash = StableHash(seed: seed)
    hash.add(classes[sample.classIndex].id)
    hash.add(sample.stem)
    return hash.fraction
  }

  /// How many different training photographs each class has: copies under one name count once, none beyond 2.
  private func groupCounts() -> [Int] {
    var first = [Substring?](repeating: nil, count: classes.count)
    var counts = [Int](repeating: 0, count: classes.count)
    for sample in samples where sample.split == .train && counts[sample.classIndex] < 2 {
      if first[sample.classIndex] != sample.stem {
        counts[sample.classIndex] += 1
        first[sample.classIndex] = sample.stem
      }
    }
    return counts
  }
}

import Taxonomy

extension DataSet {
  /// Moves about `fraction` of each class's training images into the validation split.
  ///
  /// Each is chosen by the hash of (seed, class id, file name without extension) alone, so that adding images never
  /// moves the others, and an image that several merged data sets have under one name, such as a crop and its full
  /// frame, goes to one split with all its copies, also where a number tells them apart (`1~2`). A class that would lose all its training images keeps the one with
  /// the greatest hash. A data set that already has a validation split is returned with a note.
  ///
  /// - Parameters:
  ///   - fraction: From 0 to 1, clamped to that range.
  ///   - seed: Another seed chooses other images.
  ///   - groups: Groups of sample indices that stay in one split, such as near-duplicates: the hash of the first
  ///   training image in order decides for its group, so that a new member may move the group and nothing else.
  package func withValidation(fraction: Double, seed: UInt64, keepingTogether groups: [[Int]] = []) -> DataSet {
    var result = self
    guard !samples.contains(where: { $0.split == .validation }) else {
      result.notes.append("The data set's own validation split was kept.")
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
    // If one of a group has to stay for its class, all stay.
    for group in together where group.contains(where: { result.samples[$0].split == .train }) {
      for place in group { result.samples[place].split = .train }
    }
    let different = groupCounts()
    for (index, name) in classes.enumerated() where different[index] == 1 { kept.append(name.id) }
    if !kept.isEmpty {
      let names = kept.prefix(5).joined(separator: ", ") + (kept.count > 5 ? ", …" : "")
      result.notes.append("Classes with a single training image have none for validation: \(names).")
    }
    return result
  }

  private func hash(of sample: Sample, seed: UInt64) -> Double {
    var hash = StableHash(seed: seed)
    hash.add(classes[sample.classIndex].id)
    hash.add(sample.original)
    return hash.fraction
  }

  /// How many different training images each class has, up to 2: copies under one name count once.
  private func groupCounts() -> [Int] {
    var first = [Substring?](repeating: nil, count: classes.count)
    var counts = [Int](repeating: 0, count: classes.count)
    for sample in samples where sample.split == .train && counts[sample.classIndex] < 2 {
      if first[sample.classIndex] != sample.original {
        counts[sample.classIndex] += 1
        first[sample.classIndex] = sample.original
      }
    }
    return counts
  }
}

import Corpus

/// Which images of shards elsewhere are looked at in which views, and by which process.
struct AheadPlan {
  /// Images that are looked at in the same views.
  struct Wanted {
    var samples: [Sample]
    var views: [View]
    /// Whether their rows count as computed or cached in what a run says.
    var isCounted = false
  }

  /// One image of `wanted`, in eight bytes: there are as many of these as images.
  struct Place {
    private let groupNumber: UInt32
    private let sampleNumber: UInt32

    init(group: Int, sample: Int) { (groupNumber, sampleNumber) = (UInt32(group), UInt32(sample)) }

    var group: Int { Int(groupNumber) }
    var sample: Int { Int(sampleNumber) }
  }

  let wanted: [Wanted]
  /// The process that looks at a shard's images, by the shard's path.
  let owners: [String: Int]
  /// The images of each of this process's shards.
  private(set) var places: [String: [Place]] = [:]

  /// - Parameters:
  ///   - shards: The paths of all shards, in order.
  ///   - size: How many processes share them; each gets shards that follow one another, with about as many images.
  init(_ wanted: [Wanted], in shards: [String], rank: Int, of size: Int) {
    self.wanted = wanted
    var counts = Dictionary(shards.map { ($0, 0) }) { first, _ in first }
    for sample in wanted.lazy.flatMap(\.samples) { counts[sample.root]? += 1 }
    let total = max(counts.values.reduce(0, +), 1)
    var (owners, before) = ([String: Int](), 0)
    for shard in shards {
      let count = counts[shard] ?? 0
      owners[shard] = min(size - 1, (2 * before + count) * size / (2 * total))
      before += count
    }
    self.owners = owners
    for (number, group) in wanted.enumerated() {
      for (place, sample) in group.samples.enumerated() where owners[sample.root] == rank {
        places[sample.root, default: []].append(Place(group: number, sample: place))
      }
    }
  }

  func sample(_ place: Place) -> Sample { wanted[place.group].samples[place.sample] }
}

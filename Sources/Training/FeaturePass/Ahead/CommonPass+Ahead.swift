import Corpus
import Support
import Torch

extension CommonPass {
  /// The same pass after all rows that a run needs of images in shards elsewhere were taken: each shard comes here once, and what
  /// runs later finds its rows in the cache.
  ///
  /// Of a shard whose rows are all there, nothing comes. In a distributed run each process takes its own shards. Throws what the
  /// supply and the engine throw.
  func ahead(of wanted: [AheadPlan.Wanted]) async throws -> CommonPass {
    guard let supply = options.supply else { return self }
    let plan = AheadPlan(
      wanted, in: supply.shards, rank: common?.group.rank ?? 0, of: common?.group.size ?? 1)
    let passes = plan.wanted.map { pass($0.views) }
    var rows = AheadRows(owners: plan.owners, supply: supply)
    var lots: [ShardLot] = []
    for shard in supply.shards {
      var spans: [Span] = []
      for place in plan.places[shard] ?? [] {
        let sample = plan.sample(place)
        if let span = sample.span, await passes[place.group].known(of: sample) == nil { spans.append(span) }
      }
      if !spans.isEmpty { lots.append(ShardLot(shard: shard, spans: spans)) }
    }
    let total = lots.reduce(0) { $0 + (plan.places[$1.shard]?.count ?? 0) }
    if total > 0 { progress.begin("images in shards", total: total) }
    var done = 0
    try await supply.bring(lots) { lot in
      let found = (plan.places[lot.shard] ?? []).concurrentMap(width: width) { place in
        (place, try await passes[place.group].outcome(of: plan.sample(place)))
      }
      for try await (place, outcome) in found {
        switch outcome {
        case .places(_, _, let fresh): if plan.wanted[place.group].isCounted { rows.computed += fresh }
        case .problem(let reason): rows.refuse(plan.sample(place), reason)
        }
        done += 1
        progress.advance(to: done, of: total)
      }
      // The shard goes now.
      try await store.flush()
    }
    var prepared = self
    prepared.rows = rows
    return prepared
  }
}

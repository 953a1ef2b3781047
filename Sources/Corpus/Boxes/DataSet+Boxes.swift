extension DataSet {
  /// The same data set with every image cropped to its main box, grown on each side by `margin` times its own side.
  ///
  /// An image without annotation is used whole; a note counts them.
  ///
  /// - Throws: `CorpusError.noBoxes` where no image has an annotation, `CorpusError.boxesOfShards` where they are
  ///   prepared ones.
  package func cropped(toBoxesWithMargin margin: Double) throws(CorpusError) -> DataSet {
    let lookup = BoxLookup(for: self)
    let without = samples.count { !lookup.knows($0) }
    guard without < samples.count else {
      let root = samples.first?.root ?? ""
      throw samples.contains { $0.span != nil } ? .boxesOfShards(shard: root) : .noBoxes(path: root)
    }
    var set = self
    let crop = BoxCrop(lookup, margin: margin)
    for index in set.samples.indices { set.samples[index].crop = crop }
    let grown = margin > 0 ? ", grown on each side by \(margin) of their own" : ""
    set.notes.append("Images are cropped to their main boxes\(grown).")
    if without > 0 { set.notes.append("Images without a box, used whole: \(without).") }
    return set
  }

  /// How much boxes grow if images are cropped to them; nil if they aren't.
  package var boxMargin: Double? { samples.lazy.compactMap(\.crop).first?.margin }
}

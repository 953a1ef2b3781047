extension ModelCard {
  /// The same with the classes under the names that a language has for them; their own names become aliases.
  ///
  /// - Parameter language: The language's code, such as `de`. Classes without a name in it keep theirs.
  public func speaking(_ language: String) -> ModelCard {
    guard words.classes.values.contains(where: { $0.names[language] != nil }) else { return self }
    var spoken = words
    let named = classes.map { old in
      guard var known = words.classes[old.id], let name = known.names[language] else { return old }
      if name != old.label { known.aliases.insert(old.label, at: 0) }
      known.aliases.removeAll { $0 == name }
      spoken.classes[old.id] = known
      return ClassName(id: old.id, label: name)
    }
    var card = ModelCard(
      name: name, version: version, architecture: architecture, classes: named, inputSize: inputSize, resize: resize,
      metrics: metrics, hashes: hashes, licences: licences, words: spoken)
    (card.indexed, card.verdicts) = (indexed, verdicts)
    return card
  }
}

extension Answer {
  /// The same with each class called as the card calls it.
  public func named(by card: ModelCard) -> Answer {
    let labels = Dictionary(card.classes.map { ($0.id, $0.label) }) { first, _ in first }
    func named(_ prediction: Prediction) -> Prediction {
      Prediction(
        label: labels[prediction.id] ?? prediction.label, id: prediction.id, probability: prediction.probability)
    }
    return Answer(
      verdict: verdict, predictions: predictions.map(named), presence: presence, familiarity: familiarity,
      set: set.map { PredictionSet(coverage: $0.coverage, classes: $0.classes.map(named)) }, group: group)
  }
}

extension ModelDescription {
  /// Why the cascade can't be used; nil where it can, or where there is none.
  func flaw(of cascade: CascadePolicy?) -> String? {
    guard let cascade else { return nil }
    if !cascade.nets.isEmpty, cascade.nets.sorted() != backbones.map(\.name).sorted() || cascade.nets.count < 2 {
      return "its cascade asks other nets than the model has"
    }
    if cascade.stages.isEmpty { return "its cascade has no stage" }
    if cascade.stages.count > Self.mostStages { return "its cascade has more than \(Self.mostStages) stages" }
    var reached = (nets: 0, looks: 0)
    for stage in cascade.stages {
      let isOrdered =
        (1...cascade.parts).contains(stage.nets) && (1...looks.count).contains(stage.looks)
        && stage.nets >= reached.nets && stage.looks >= reached.looks
        && (stage.nets, stage.looks) != reached && (stage.looks == 1 || stage.nets == cascade.parts)
        && (stage.nets, stage.looks) != (cascade.parts, looks.count)
      guard isOrdered else { return "the stages of its cascade are not in the order of their nets and looks" }
      guard (0...1).contains(stage.answersFrom), (0...1).contains(stage.work) else {
        return "a stage of its cascade has a share that is not from 0 to 1"
      }
      guard (-1e6...1e6).contains(stage.leastEnergy ?? 0) else {
        return "a stage of its cascade has an energy that is not from -1000000 to 1000000"
      }
      guard (1e-3...1e3).contains(stage.temperature) else {
        return "a stage of its cascade needs a temperature from 0.001 to 1000"
      }
      if let flaw = stage.verdict.flaw ?? (stage.sets?.isSound ?? true ? nil : "its sets can't be used") {
        return "a stage of its cascade can't be used: \(flaw)"
      }
      reached = (stage.nets, stage.looks)
    }
    return nil
  }

  private static let mostStages = 16
}

extension VerdictPolicy {
  /// Why the thresholds can't be used; nil where they can.
  var flaw: String? {
    if !(0...1).contains(unsureBelow) { return "its threshold for unsure is not from 0 to 1" }
    for least in [uncertainBelow, groupBelow] where !(least.map { (-1e3...0).contains($0) } ?? true) {
      return "a certainty of its verdicts is not from -1000 to 0"
    }
    if !(familiarity?.isSound ?? true) { return "the middle or spread of its familiarity can't be used" }
    guard let presence else { return nil }
    if !(0...1).contains(presence.threshold) { return "its threshold for presence is not from 0 to 1" }
    if !presence.classes.allSatisfy({ (0..<1_000_000).contains($0) }) {
      return "its classes for presence are not indices"
    }
    let isUsable =
      (1e-3...1e3).contains(presence.temperature) && (1e-9...1e9).contains(presence.spread)
      && abs(presence.middle) <= 1e9
    return isUsable ? nil : "the temperature, middle or spread of its presence can't be used"
  }
}

import Inference

extension LabelledFeatures {
  /// Rows that are read at once.
  private static let block = 1024

  /// The same rows with some of their columns, in memory. Throws `TrainingError.cache`.
  func columns(_ columns: FeatureColumns) throws(TrainingError) -> LabelledFeatures {
    var part = LabelledFeatures(width: columns.count)
    for start in stride(from: 0, to: count, by: Self.block) {
      let rows = start..<min(start + Self.block, count)
      let found = columns.of(try values(of: rows), width: width)
      for (place, row) in rows.enumerated() {
        part.append(found[(place * columns.count)..<((place + 1) * columns.count)], label: labels[row])
      }
    }
    return part
  }
}

extension CalibrationFeatures {
  /// First looks alone, by some of the nets. Throws `TrainingError.cache`.
  func firstLooks(_ columns: FeatureColumns) throws(TrainingError) -> CalibrationFeatures {
    func first(_ looks: [LabelledFeatures]) throws(TrainingError) -> [LabelledFeatures] {
      guard let look = looks.first else { return [] }
      return [try look.columns(columns)]
    }
    return CalibrationFeatures(
      looks: try first(looks), shifted: try first(shifted), scrambled: try first(scrambled), foreign: try first(foreign)
    )
  }
}

extension TrainingFeatures {
  /// At most so many training rows teach a stage's head, evenly spaced: its columns are held in memory.
  private static let mostRows = 100_000

  /// What some of the nets see at first looks. Throws `TrainingError.cache`.
  ///
  /// - Parameter keepsNeighbours: Whether the kind may be recognised by training images.
  func firstLooks(_ columns: FeatureColumns, keepsNeighbours: Bool) throws(TrainingError) -> TrainingFeatures {
    var part = self
    part.train = try train.spread(over: Self.mostRows).columns(columns)
    part.validation = try validation.spread(over: Self.mostRows).columns(columns)
    part.validationViews = try validationViews.spread(over: Self.mostRows).columns(columns)
    part.calibration = try calibration.firstLooks(columns)
    part.neighbours = keepsNeighbours ? try neighbours.columns(columns) : LabelledFeatures(width: columns.count)
    (part.indexed, part.own) = (nil, nil)
    return part
  }
}

import Foundation
import Runtime

/// Whether a net is computed in 8 bits: what was measured of both forms, and what follows.
struct PrecisionChoice: Codable, Hashable {
  /// What 8 bits must gain at least: less isn't worth a net that answers a little otherwise.
  static let leastGain = 1.2
  /// What they may lose at most, as a fraction of the validation images.
  static let mostLoss = 0.003
  /// With fewer validation images a single one is more than that.
  static let leastImages = 334

  /// The precision that 8 bits were compared with.
  var other: Precision
  /// The engine's rate in 8 bits as a multiple of that in the other precision.
  var gain: Double
  /// The rows of a pass so short that finding out what 8 bits lose takes half of what they save, or more; nil of others.
  var fewRows: Int?
  /// Validation images that each form's own head, trained on the same images, names rightly; nil where the gain decided.
  var right: Right?

  struct Right: Codable, Hashable {
    /// Of so many images.
    var images: Int
    /// In the other precision, and in 8 bits.
    var other: Int, eightBits: Int
  }

  /// The fraction of the validation images that 8 bits lose; negative where they gain some.
  var loss: Double? {
    right.map { $0.images > 0 ? Double($0.other - $0.eightBits) / Double($0.images) : 1 }
  }

  /// Whether 8 bits are fast enough for it to matter what they lose.
  var isFastEnough: Bool { gain.isFinite && gain >= Self.leastGain }

  /// Whether the net is computed in 8 bits.
  var takesEightBits: Bool {
    guard isFastEnough, let right, right.images >= Self.leastImages, let loss else { return false }
    // Counts of images: the limit itself is allowed, whatever its fraction is rounded to.
    return loss <= Self.mostLoss + 1e-12
  }

  /// Whether it is what a pass of so many rows would choose, too: one that was left open for few rows isn't for more.
  func holds(forRows rows: Int) -> Bool { fewRows.map { rows <= $0 } ?? true }

  /// What was chosen and why, for people.
  var sentence: String {
    let times = String(format: "%.2f", gain)
    let speed = "int8 is \(times) times as fast as \(other.rawValue)"
    guard isFastEnough else { return "The net is computed in \(other.rawValue): \(speed), and 1.2 times is asked for." }
    if let fewRows {
      return "The net is computed in \(other.rawValue): \(speed), but \(fewRows) rows are too few to be worth finding "
        + "out what int8 loses; --precision int8 takes it in any case."
    }
    guard let right, let loss else { return "The net is computed in \(other.rawValue): what int8 loses isn't known." }
    let points = String(format: "%.1f", abs(loss) * 100)
    let effect = "\(loss > 0 ? "loses" : "gains") \(points) points of \(right.images) validation images"
    guard right.images >= Self.leastImages else {
      return "The net is computed in \(other.rawValue): \(right.images) validation images can't show what int8 loses, "
        + "and \(Self.leastImages) are needed."
    }
    guard takesEightBits else {
      return "The net is computed in \(other.rawValue): \(speed), but \(effect), and 0.3 may be lost."
    }
    return "The net is computed in int8: it is \(times) times as fast as \(other.rawValue) and \(effect)."
  }
}

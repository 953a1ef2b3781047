/// What one part of a prediction takes, alone on this machine.
struct PartTimes: Encodable, Hashable, Sendable {
  enum Part: String, Codable, Hashable, Sendable {
    /// From the file's bytes to pixels.
    case decode
    /// From pixels to the net's input.
    case resize
    /// One look through all nets.
    case net
    /// Where to look again, and the answer.
    case head
  }

  let part: Part
  /// Milliseconds of one core: the median of the images.
  let milliseconds: Double
  /// Images per second with all cores.
  let rate: Double
  /// The most there could be: one core's images per second times the cores; of the net, what the engine alone makes.
  let limit: Double
  /// How often an image takes it, on average.
  let perImage: Double

  /// The share of the limit that all cores reach.
  var share: Double { rate / max(limit, 1e-9) }

  private enum CodingKeys: String, CodingKey { case part, milliseconds, rate, limit, perImage, share }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(part, forKey: .part)
    try values.encode(milliseconds, forKey: .milliseconds)
    try values.encode(rate, forKey: .rate)
    try values.encode(limit, forKey: .limit)
    try values.encode(perImage, forKey: .perImage)
    try values.encode(share, forKey: .share)
  }
}

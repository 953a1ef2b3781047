/// What another program makes of a part of a prediction, or that it isn't there.
struct PeerFigure: Codable, Hashable, Sendable {
  /// A part's name, or `http`.
  let part: String
  /// The libraries, with their versions where they are there.
  let name: String
  /// Images per second: of decoding and resizing on one core, else on all. Nil where it isn't there.
  var rate: Double?
  /// Looks per second of each net by itself.
  var rates: [Double]?
  /// Why it isn't there.
  var missing: String?
  /// How many times as fast this program is.
  var times: Double?

  /// The same next to this program's figure.
  func compared(_ own: Double?) -> PeerFigure {
    var figure = self
    if let own, let rate, rate > 0 { figure.times = own / rate }
    return figure
  }
}

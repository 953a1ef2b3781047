/// Times of a prediction, part by part and as a whole.
struct PredictionTimes: Encodable, Sendable {
  let images: Int
  /// Where the images are from.
  let source: String
  /// Width and height of the image in the middle, by size.
  let typical: [Int]
  let precision: String
  let looks: Int
  let effort: String
  let requests: Int
  let cores: Int
  /// Each alone.
  let parts: [PartTimes]
  /// Looks by all nets per second that the engine alone makes.
  let engineRate: Double
  /// Images per second in this process, with all cores.
  let endToEndRate: Double
  /// Images per second over HTTP, asked by this machine, with all cores.
  let httpRate: Double
  /// How often each net was asked for an image on average, in the order in which they are.
  let passes: [Double]
  /// How many images each stage of the cascade answered; empty without one.
  let stages: [Int]
  /// The same by other programs, where they were asked for.
  var peers: [PeerFigure] = []

  /// The source of images that were drawn for timing.
  static let generated = "generated"

  /// Images per second that the parts alone would allow, each as often as an image takes it.
  var limit: Double {
    // Of the net what the engine alone makes: copying to it and from it is ours.
    1 / max(parts.reduce(0) { $0 + $1.perImage / max($1.part == .net ? $1.limit : $1.rate, 1e-9) }, 1e-9)
  }

  /// Here as many as that peer makes, in the same unit.
  func own(_ peer: PeerFigure) -> Double? {
    guard let part = PartTimes.Part(rawValue: peer.part) else { return httpRate }
    guard let found = parts.first(where: { $0.part == part }) else { return nil }
    return part == .net ? found.rate : 1000 / max(found.milliseconds, 1e-9)
  }

  private enum CodingKeys: String, CodingKey {
    case source, typical, precision, looks, effort, requests, cores, parts, engineRate, endToEndRate, httpRate, passes
    case stages, limit, endToEndShare, httpShare, peers
    case images = "pictures"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(images, forKey: .images)
    try values.encode(source, forKey: .source)
    try values.encode(typical, forKey: .typical)
    try values.encode(precision, forKey: .precision)
    try values.encode(looks, forKey: .looks)
    try values.encode(effort, forKey: .effort)
    try values.encode(requests, forKey: .requests)
    try values.encode(cores, forKey: .cores)
    try values.encode(parts, forKey: .parts)
    try values.encode(engineRate, forKey: .engineRate)
    try values.encode(endToEndRate, forKey: .endToEndRate)
    try values.encode(httpRate, forKey: .httpRate)
    try values.encode(passes, forKey: .passes)
    try values.encode(stages, forKey: .stages)
    try values.encode(limit, forKey: .limit)
    try values.encode(endToEndRate / limit, forKey: .endToEndShare)
    try values.encode(httpRate / limit, forKey: .httpShare)
    if !peers.isEmpty { try values.encode(peers.map { $0.compared(own($0)) }, forKey: .peers) }
  }
}

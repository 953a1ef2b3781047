/// How long it takes to turn one encoded image into a net's input on this machine.
package struct ImagingBenchmark: Codable, Hashable, Sendable {
  /// Medians of one thread, in milliseconds.
  package let decode: Double
  /// From pixels to the net's planes, likewise.
  package let planes: Double
  /// How many rounds were measured.
  package let rounds: Int

  /// Decodes and renders the image `rounds` times after one warm-up round.
  ///
  /// Throws what `DecodedImage.decode` and `planes` throw.
  package static func measure(
    _ image: [UInt8], _ preprocessing: Preprocessing, rounds: Int = 200
  ) throws(ImagingError) -> ImagingBenchmark {
    let clock = ContinuousClock()
    _ = try DecodedImage.decode(image).planes(preprocessing)
    var decoding: [Duration] = []
    var drawing: [Duration] = []
    for _ in 0..<max(1, rounds) {
      let start = clock.now
      let decoded = try DecodedImage.decode(image)
      let middle = clock.now
      _ = try decoded.planes(preprocessing)
      decoding.append(middle - start)
      drawing.append(clock.now - middle)
    }
    return ImagingBenchmark(decode: median(decoding), planes: median(drawing), rounds: decoding.count)
  }

  private static func median(_ durations: [Duration]) -> Double {
    durations.sorted()[durations.count / 2] / .milliseconds(1)
  }
}

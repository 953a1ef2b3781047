import Foundation

/// Options in OpenVINO's own keys and words.
struct Settings {
  let pairs: [(key: String, value: String)]

  init(_ options: RuntimeOptions, _ engine: Engine, cores: Int) throws(RuntimeError) {
    let (threads, streams) = options.division(cores: cores)
    var pairs = [
      ("PERFORMANCE_HINT", options.mode == .throughput ? "THROUGHPUT" : "LATENCY"),
      ("NUM_STREAMS", "\(streams)"),
      ("INFERENCE_NUM_THREADS", "\(threads)"),
      ("INFERENCE_PRECISION_HINT", try Self.chosen(options.precision, engine).rawValue),
    ]
    if let folder = options.cacheFolder { pairs.append(("CACHE_DIR", folder.path(percentEncoded: false))) }
    self.pairs = pairs
  }

  /// `auto` becomes what the CPU computes natively: OpenVINO also emulates bf16, which is slower than f32.
  private static func chosen(_ precision: Precision, _ engine: Engine) throws(RuntimeError) -> Precision {
    guard precision == .auto else { return precision }
    return try engine.property("INFERENCE_PRECISION_HINT") == "bf16" ? .bf16 : .f32
  }

  /// What the compiled model says it is computed in.
  static func precision(of program: EngineProgram) throws(RuntimeError) -> Precision {
    let text = try program.property("INFERENCE_PRECISION_HINT")
    guard let precision = Precision(rawValue: text), precision != .auto else {
      throw .engine(operation: "compile the model", message: "it chose the unexpected precision \"\(text)\"")
    }
    return precision
  }
}

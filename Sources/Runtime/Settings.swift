import Foundation
import Support

/// Options as OpenVINO's own keys and values.
struct Settings {
  let pairs: [(key: String, value: String)]

  init(_ options: RuntimeOptions, cores: Int) {
    let (threads, streams) = options.division(cores: cores)
    var pairs = [
      ("PERFORMANCE_HINT", options.mode == .throughput ? "THROUGHPUT" : "LATENCY"),
      ("NUM_STREAMS", "\(streams)"),
      ("INFERENCE_NUM_THREADS", "\(threads)"),
    ]
    if let precision = Self.hint(options.precision) { pairs.append(("INFERENCE_PRECISION_HINT", precision.rawValue)) }
    if let folder = options.cacheFolder { pairs.append(("CACHE_DIR", folder.path(percentEncoded: false))) }
    self.pairs = pairs
  }

  /// The precision to request from OpenVINO for what isn't computed in 8 bits, nil for its own choice: bf16 where an x86 CPU has instructions for it,
  /// else f32. Its own choice on other CPUs is f16. (The device lists BF16 among its capabilities also where it would
  /// only emulate it.)
  private static func hint(_ precision: Precision) -> Precision? {
    guard precision == .auto || precision == .int8 else { return precision }
    #if arch(x86_64)
      return nil
    #else
      return .f32
    #endif
  }

  /// The precision that the compiled model reports.
  static func precision(of program: EngineProgram) throws(RuntimeError) -> Precision {
    let text = try program.property("INFERENCE_PRECISION_HINT")
    guard let precision = Precision(rawValue: text), precision == .f32 || precision == .bf16 else {
      throw .engine(operation: "compile the model", message: "it chose the unexpected precision \"\(text)\"")
    }
    return precision
  }
}

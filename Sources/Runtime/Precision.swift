import COpenVINO

/// The numeric precision of the net; inputs and outputs are always float32.
package enum Precision: String, Codable, Hashable, Sendable, CaseIterable {
  /// int8 for a net that has a form for it, where the CPU multiplies bytes; else bf16 where the CPU has instructions for it
  /// (AVX-512 BF16, AMX), else f32.
  case auto
  case f32
  /// 8 bits of exponent, 7 of mantissa. About twice as fast where the CPU has it; OpenVINO emulates it, slowly, on
  /// other CPUs with AVX-512 and computes in f32 on all the rest.
  case bf16
  /// Convolutions and linear layers with 8-bit integers, everything else in bf16 where the CPU has it: for graphs that
  /// say how numbers are rounded.
  case int8
}

extension Precision {
  /// Whether this processor multiplies bytes as fast as 8 bits need (VNNI).
  package static var hasEightBits: Bool {
    var answer: Int32 = 0
    return cov_multiplies_bytes(&answer) == 0 && answer != 0
  }

  /// Why a net isn't computed in 8 bits on a processor that can't.
  package static let lacksEightBits = "this processor has no instructions for it (VNNI)"

  /// What a net is computed in.
  ///
  /// - Parameters:
  ///   - hasForm: Whether there is a graph of the net that says how numbers are rounded to 8 bits.
  ///   - processor: Whether the processor is fast at them.
  /// - Returns: Not `.int8` without such a graph; with a note where 8 bits were meant and can't be.
  /// - Throws: `RuntimeError.noEightBits` where they are asked for of a net without them.
  package func settled(
    hasForm: Bool, processor: Bool = Precision.hasEightBits
  ) throws(RuntimeError) -> (precision: Precision, note: String?) {
    guard self == .auto || self == .int8 else { return (self, nil) }
    guard hasForm else {
      if self == .int8 { throw .noEightBits }
      return (.auto, nil)
    }
    if processor { return (.int8, nil) }
    return (.auto, "The model was trained in int8, but is computed in more bits: \(Self.lacksEightBits).")
  }
}

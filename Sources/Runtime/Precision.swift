/// The numeric precision of the net; inputs and outputs are always float32.
package enum Precision: String, Codable, Hashable, Sendable, CaseIterable {
  /// bf16 where the CPU has instructions for it (AVX-512 BF16, AMX), else f32.
  case auto
  case f32
  /// 8 bits of exponent, 7 of mantissa. About twice as fast where the CPU has it; OpenVINO emulates it, slowly, on
  /// other CPUs with AVX-512 and computes in f32 on all the rest.
  case bf16
}

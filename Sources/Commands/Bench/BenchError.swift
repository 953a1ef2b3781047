/// Why something can't be timed.
enum BenchError: Error, Hashable, Sendable {
  case serverEnded
  case noPrograms(near: String)
  case mute(String)
  case noPort
}

extension BenchError: CustomStringConvertible {
  var description: String {
    switch self {
    case .serverEnded: "The server ended before it was asked; start dogbreed serve to see why."
    case .noPrograms(let folder):
      "--peers needs Benchmarks/peers of the sources, and no folder above \(folder) has it; run it from a checkout."
    case .mute(let path): "\(path) said nothing of its libraries; run Benchmarks/peers/pieces.py by it to see why."
    case .noPort: "No free port was found on 127.0.0.1; check that loopback works."
    }
  }
}

import CTorch

/// Where a tensor is stored and its operations run.
package enum Device: Hashable, Sendable, CustomStringConvertible {
  case cpu
  case cuda(Int)
  case mps

  /// From `cpu`, `cuda`, `cuda:1` or `mps`; nil for other names.
  package init?(name: String) {
    switch name {
    case "cpu": self = .cpu
    case "cuda": self = .cuda(0)
    case "mps": self = .mps
    default:
      guard name.hasPrefix("cuda:"), let index = Int(name.dropFirst(5)), (0..<128).contains(index) else { return nil }
      self = .cuda(index)
    }
  }

  package var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    case .mps: "mps"
    }
  }

  /// The devices of this machine, the CPU last.
  package static var available: [Device] {
    var count: Int32 = 0
    var metal = false
    let cuda = ctorch_cuda_count(&count) == CTORCH_OK ? (0..<Int(count)).map(Device.cuda) : []
    return cuda + (ctorch_mps_available(&metal) == CTORCH_OK && metal ? [.mps] : []) + [.cpu]
  }

  /// Throws `TorchError.unavailable` where this machine has no such device.
  package func required() throws(TorchError) -> Device {
    guard self == .cpu || Self.available.contains(self) else { throw .unavailable(self) }
    return self
  }

  var code: CTorchDevice {
    switch self {
    case .cpu: CTorchDevice(kind: CTORCH_CPU, index: 0)
    case .cuda(let index): CTorchDevice(kind: CTORCH_CUDA, index: Int32(clamping: index))
    case .mps: CTorchDevice(kind: CTORCH_MPS, index: 0)
    }
  }

  init(_ code: CTorchDevice) {
    switch code.kind {
    case CTORCH_CUDA: self = .cuda(Int(code.index))
    case CTORCH_MPS: self = .mps
    default: self = .cpu
    }
  }
}

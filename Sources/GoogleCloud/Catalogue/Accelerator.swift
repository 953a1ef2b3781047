/// A GPU that Google rents, by its common name.
package enum Accelerator: String, Sendable, Codable, CaseIterable {
  case p4, t4, p100, v100, l4, a100
  case a100Large = "a100-80gb"
  case h100
  case h100Mega = "h100-mega"
  case h200, b200
  case rtxPro = "rtx-pro-6000"

  /// Its name in Vertex AI's machine specifications.
  package var vertexName: String {
    switch self {
    case .p4: "NVIDIA_TESLA_P4"
    case .t4: "NVIDIA_TESLA_T4"
    case .p100: "NVIDIA_TESLA_P100"
    case .v100: "NVIDIA_TESLA_V100"
    case .l4: "NVIDIA_L4"
    case .a100: "NVIDIA_TESLA_A100"
    case .a100Large: "NVIDIA_A100_80GB"
    case .h100: "NVIDIA_H100_80GB"
    case .h100Mega: "NVIDIA_H100_MEGA_80GB"
    case .h200: "NVIDIA_H200_141GB"
    case .b200: "NVIDIA_B200"
    case .rtxPro: "NVIDIA_RTX_PRO_6000"
    }
  }

  /// Any of its names: ours, Vertex AI's, Compute Engine's (`nvidia-tesla-t4`); nil for one that isn't known.
  package init?(named text: String) {
    let plain = text.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
    guard
      let found = Self.allCases.first(where: { kind in
        let vertex = kind.vertexName.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
        return plain == kind.rawValue || plain == vertex || plain == "nvidia-\(kind.rawValue)"
          || plain == "nvidia-tesla-\(kind.rawValue)"
      })
    else { return nil }
    self = found
  }

  /// The quota metric of Vertex AI's custom training that counts it.
  package func quotaMetric(spot: Bool) -> String {
    let kind =
      switch self {
      case .a100Large: "a100_80gb"
      default: rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
      }
    return "aiplatform.googleapis.com/custom_model_training_\(spot ? "preemptible_" : "")nvidia_\(kind)_gpus"
  }
}

import GoogleCloud
import Transport

/// A machine as it is named on the command line.
enum MachineText {
  /// `--machine n1-standard-8 --gpu t4:2`, or all in the one `--machine n1-standard-8+t4:2`. Throws `CloudError`.
  static func choice(_ machine: String, gpu: String?) throws(CloudError) -> MachineChoice {
    try MachineChoice(parsing: gpu.map { machine.contains("+") ? machine : "\(machine)+\($0)" } ?? machine)
  }
}

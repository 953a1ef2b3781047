@testable import Weights

enum WeightsTargets {
  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    let file = FileBytes(bytes, name: "fuzz")
    switch target {
    case .safetensors: return try read(SafetensorsFile(file))
    case .pickle:
      var machine = PickleMachine(try ByteReader(file))
      _ = try machine.run()
      return true
    default: return try read(StateDict(file))
    }
  }

  /// Reads every array of a moderate size.
  private static func read(_ source: some WeightSource) throws -> Bool {
    for name in source.names {
      let shape = try source.shape(of: name)
      let count = shape.reduce(1.0) { $0 * Double($1) }
      guard count <= 262_144 else { continue }
      let values = try source.array(name).values
      precondition(values.count == Int(count))
    }
    return true
  }
}

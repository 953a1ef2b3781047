import COpenVINO

/// A model as read from its file, before it is compiled.
final class EngineModel {
  let model: cov_model
  private let path: String

  init(_ engine: Engine, path: String) throws(RuntimeError) {
    var model = cov_model()
    guard cov_model_read(engine.core, path, &model) == 0 else {
      throw .unreadableModel(path: path, reason: engineMessage())
    }
    self.model = model
    self.path = path
  }

  deinit { _ = cov_model_release(model) }

  func inputs() throws(RuntimeError) -> [EnginePort] { try ports(counts().inputs, cov_model_input) }
  func outputs() throws(RuntimeError) -> [EnginePort] { try ports(counts().outputs, cov_model_output) }

  func reshape(_ shape: [Int]) throws(RuntimeError) {
    let dimensions = shape.map { Int64($0) }
    try accept(cov_model_reshape(model, dimensions, dimensions.count), "its input can't have the shape \(shape)")
  }

  /// Throws that the model is unsupported if a call on it failed.
  private func accept(_ status: cov_status, _ reason: String) throws(RuntimeError) {
    guard status != 0 else { return }
    throw .unsupportedModel(path: path, reason: "\(reason) (\(engineMessage()))")
  }

  private func counts() throws(RuntimeError) -> (inputs: Int, outputs: Int) {
    var inputs = 0
    var outputs = 0
    try check(cov_model_counts(model, &inputs, &outputs), "count the model's inputs and outputs")
    return (inputs, outputs)
  }

  private typealias Describe = (
    cov_model, Int, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, UnsafeMutablePointer<cov_shape>
  ) -> cov_status

  private func ports(_ count: Int, _ describe: Describe) throws(RuntimeError) -> [EnginePort] {
    var ports: [EnginePort] = []
    for index in 0..<count {
      var name: UnsafeMutablePointer<CChar>?
      var shape = cov_shape()
      try accept(describe(model, index, &name, &shape), "its inputs or outputs are not of a known kind")
      ports.append(EnginePort(name: adopt(name), shape))
    }
    return ports
  }
}

/// An input or output: a dimension that isn't fixed is -1.
struct EnginePort {
  let name: String
  let shape: [Int]
  let isFloat32: Bool

  init(name: String, _ raw: cov_shape) {
    self.name = name
    isFloat32 = raw.is_float32 != 0
    shape = withUnsafeBytes(of: raw.dimensions) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(raw.rank).map { Int($0) }
    }
  }
}

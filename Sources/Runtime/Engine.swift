import COpenVINO

/// Throws what OpenVINO said when a call failed.
func check(_ status: cov_status, _ operation: String) throws(RuntimeError) {
  guard status != 0 else { return }
  throw .engine(operation: operation, message: engineMessage())
}

/// The last failed call's text of this thread as one line, without its source places and full stop.
func engineMessage() -> String {
  var buffer = [CChar](repeating: 0, count: 2048)
  _ = cov_error_text(&buffer, buffer.count)
  let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return EngineText.oneLine(text)
}

/// Takes a text that the C layer handed over.
func take(_ owned: UnsafeMutablePointer<CChar>?) -> String {
  defer { _ = cov_text_release(owned) }
  return owned.map { String(cString: $0) } ?? ""
}

/// The engine with its CPU device. Its own copy for each model; OpenVINO shares the heavy parts within a process.
final class Engine {
  let core: cov_core

  init() throws(RuntimeError) {
    var core = cov_core()
    try check(cov_core_create(&core), "start")
    self.core = core
  }

  deinit { _ = cov_core_release(core) }

  /// What the CPU device says under OpenVINO's key.
  func property(_ key: String) throws(RuntimeError) -> String {
    var text: UnsafeMutablePointer<CChar>?
    try check(cov_core_property(core, "CPU", key, &text), "tell \(key)")
    return take(text)
  }
}

/// A model as read from its file, before it is compiled.
final class EngineModel {
  let model: cov_model

  init(_ engine: Engine, path: String) throws(RuntimeError) {
    var model = cov_model()
    guard cov_model_read(engine.core, path, &model) == 0 else {
      throw .unreadableModel(path: path, reason: engineMessage())
    }
    self.model = model
  }

  deinit { _ = cov_model_release(model) }

  func inputs() throws(RuntimeError) -> [EnginePort] { try ports(counts().inputs, cov_model_input) }
  func outputs() throws(RuntimeError) -> [EnginePort] { try ports(counts().outputs, cov_model_output) }

  func reshape(_ shape: [Int]) throws(RuntimeError) {
    let dimensions = shape.map { Int64($0) }
    try check(cov_model_reshape(model, dimensions, dimensions.count), "give the input the shape \(shape)")
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
      try check(describe(model, index, &name, &shape), "describe the model's inputs and outputs")
      ports.append(EnginePort(name: take(name), shape))
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

/// A model compiled for the CPU with its settings.
///
/// `@unchecked Sendable`: the handle never changes, and OpenVINO allows any thread to ask a compiled model.
final class EngineProgram: @unchecked Sendable {
  let compiled: cov_compiled

  init(_ engine: Engine, _ model: EngineModel, settings: [(key: String, value: String)]) throws(RuntimeError) {
    let texts = settings.flatMap { [$0.key, $0.value] }.map { Array($0.utf8CString) }
    var flat: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(flat.count)
      flat += text
    }
    var compiled = cov_compiled()
    let status = flat.withUnsafeBufferPointer { characters in
      guard let base = characters.baseAddress else {
        return cov_model_compile(engine.core, model.model, "CPU", nil, 0, &compiled)
      }
      let properties = settings.indices.map { index in
        cov_property(key: base + starts[2 * index], value: base + starts[2 * index + 1])
      }
      return cov_model_compile(engine.core, model.model, "CPU", properties, properties.count, &compiled)
    }
    try check(status, "compile the model")
    self.compiled = compiled
  }

  deinit { _ = cov_compiled_release(compiled) }

  func property(_ key: String) throws(RuntimeError) -> String {
    var text: UnsafeMutablePointer<CChar>?
    try check(cov_compiled_property(compiled, key, &text), "tell \(key)")
    return take(text)
  }

  /// A whole number that the compiled model must know under OpenVINO's key.
  func number(_ key: String) throws(RuntimeError) -> Int {
    let text = try property(key)
    guard let number = Int(text) else {
      throw .engine(operation: "tell \(key)", message: "it said \"\(text)\" in place of a number")
    }
    return number
  }
}

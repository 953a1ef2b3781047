import COpenVINO

/// A model compiled for the CPU with its settings.
///
/// `@unchecked Sendable`: the handle never changes, and OpenVINO allows any thread to ask a compiled model.
final class EngineProgram: @unchecked Sendable {
  let compiled: cov_compiled

  init(_ engine: Engine, _ model: EngineModel, settings: [(key: String, value: String)]) throws(RuntimeError) {
    var compiled = cov_compiled()
    let texts = settings.map { ($0.key.utf8CString, $0.value.utf8CString) }
    let status = Self.withProperties(texts[...], []) { properties in
      cov_model_compile(engine.core, model.model, "CPU", properties, properties.count, &compiled)
    }
    try check(status, "compile the model")
    self.compiled = compiled
  }

  deinit { _ = cov_compiled_release(compiled) }

  func property(_ key: String) throws(RuntimeError) -> String {
    var text: UnsafeMutablePointer<CChar>?
    try check(cov_compiled_property(compiled, key, &text), "tell \(key)")
    return adopt(text)
  }

  /// An integer property of the compiled model, by OpenVINO's key.
  func number(_ key: String) throws(RuntimeError) -> Int {
    let text = try property(key)
    guard let number = Int(text) else {
      throw .engine(operation: "tell \(key)", message: "it returned \"\(text)\" instead of a number")
    }
    return number
  }

  /// Keeps every string alive for the duration of `body`.
  private static func withProperties(
    _ texts: ArraySlice<(ContiguousArray<CChar>, ContiguousArray<CChar>)>, _ properties: [cov_property],
    _ body: ([cov_property]) -> cov_status
  ) -> cov_status {
    guard let (key, value) = texts.first else { return body(properties) }
    return key.withUnsafeBufferPointer { key in
      value.withUnsafeBufferPointer { value in
        guard let key = key.baseAddress, let value = value.baseAddress else { return body(properties) }
        return withProperties(texts.dropFirst(), properties + [cov_property(key: key, value: value)], body)
      }
    }
  }
}

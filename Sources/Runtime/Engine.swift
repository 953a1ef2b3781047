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
}

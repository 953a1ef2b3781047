import COpenVINO

/// Throws OpenVINO's message if a call failed.
func check(_ status: cov_status, _ operation: String) throws(RuntimeError) {
  guard status != 0 else { return }
  throw .engine(operation: operation, message: engineMessage())
}

/// The message of this thread's last failed call as one line, without source locations and full stop.
func engineMessage() -> String {
  var buffer = [CChar](repeating: 0, count: 2048)
  _ = cov_error_text(&buffer, buffer.count)
  let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return EngineText.oneLine(text)
}

/// Takes ownership of a string from the C layer.
func adopt(_ owned: UnsafeMutablePointer<CChar>?) -> String {
  defer { _ = cov_text_release(owned) }
  return owned.map { String(cString: $0) } ?? ""
}

/// The engine with its CPU device. Each model has its own; OpenVINO shares the heavy parts within a process.
final class Engine {
  let core: cov_core

  init() throws(RuntimeError) {
    var core = cov_core()
    try check(cov_core_create(&core), "start")
    self.core = core
    // A file that is mapped and then overwritten in place ends the process (SIGBUS): files are read instead.
    try check(cov_core_set(core, "ENABLE_MMAP", "NO"), "start")
  }

  deinit { _ = cov_core_release(core) }
}

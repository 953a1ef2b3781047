import COpenVINO
import Synchronization

/// One of a compiled model's infer requests, with its own input and outputs.
///
/// `@unchecked Sendable`: the handle is set once, and only the task that holds the request's slot in the pool uses it.
final class InferRequest: @unchecked Sendable {
  private let program: EngineProgram
  private var request = cov_request()
  private let waiter = Mutex<CheckedContinuation<RuntimeError?, Never>?>(nil)

  init(_ program: EngineProgram) throws(RuntimeError) {
    self.program = program
    let completed: cov_completion = { context in
      Unmanaged<InferRequest>.fromOpaque(context).takeUnretainedValue().resume(nil)
    }
    let status = cov_request_create(program.compiled, completed, Unmanaged.passUnretained(self).toOpaque(), &request)
    try check(status, "make an infer request")
  }

  deinit { _ = cov_request_release(request) }

  func write(_ input: [Float]) throws(RuntimeError) {
    try check(cov_request_write(request, input, input.count), "take the input")
  }

  func write(_ input: [UInt8]) throws(RuntimeError) {
    try check(cov_request_write_bytes(request, input, input.count), "take the input")
  }

  /// Computes the outputs from the input on OpenVINO's threads; the caller is suspended meanwhile.
  func run() async throws(RuntimeError) {
    let refused = await withCheckedContinuation { continuation in
      waiter.withLock { $0 = continuation }
      do throws(RuntimeError) {
        try check(cov_request_start(request), "start an infer request")
      } catch {
        resume(error)
      }
    }
    if let refused { throw refused }
    // The completion runs a moment before OpenVINO considers the request done: this waits for that and returns its
    // result.
    try check(cov_request_wait(request), "run the model")
  }

  func read(output index: Int) throws(RuntimeError) -> [Float] {
    var count = 0
    try check(cov_request_output_count(request, index, &count), "give an output")
    var status: cov_status = 0
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      status = cov_request_read(request, index, base, count)
      initialized = status == 0 ? count : 0
    }
    try check(status, "give an output")
    return values
  }

  private func resume(_ refused: RuntimeError?) {
    let waiting = waiter.withLock { waiter in
      defer { waiter = nil }
      return waiter
    }
    waiting?.resume(returning: refused)
  }
}

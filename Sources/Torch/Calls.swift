import CTorch

/// Turns a status of the C interface into an error; must run on the thread that made the call.
func check(_ status: CTorchStatus, _ operation: String) throws(TorchError) {
  switch status {
  case CTORCH_OK: return
  case CTORCH_OUT_OF_MEMORY: throw .outOfMemory(operation: operation)
  default:
    let message = String(cString: ctorch_message())
    let line = message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
    throw .refused(operation: operation, message: line)
  }
}

/// Makes a call that gives one tensor.
func made(
  _ operation: String = #function, _ call: (UnsafeMutablePointer<CTorchTensor>) -> CTorchStatus
) throws(TorchError) -> Tensor {
  var handle = CTorchTensor()
  try check(call(&handle), operation)
  return Tensor(owning: handle)
}

/// Makes a call that gives one plain value.
func fetched<Value>(
  _ start: Value, _ operation: String = #function, _ call: (UnsafeMutablePointer<Value>) -> CTorchStatus
) throws(TorchError) -> Value {
  var value = start
  try check(call(&value), operation)
  return value
}

extension [Int] {
  /// Passes the numbers to a C call.
  func lent<Result>(_ call: (CTorchInts) -> Result) -> Result {
    let wide = map(Int64.init)
    return wide.withUnsafeBufferPointer { call(CTorchInts(values: $0.baseAddress, count: $0.count)) }
  }
}

extension [Tensor] {
  /// Passes the tensors to a C call.
  func lent<Result>(_ call: (CTorchTensors) -> Result) -> Result {
    withExtendedLifetime(self) {
      map(\.handle).withUnsafeBufferPointer { call(CTorchTensors(values: $0.baseAddress, count: $0.count)) }
    }
  }
}

extension Tensor? {
  /// The handle, or the one that stands for "no tensor".
  var handle: CTorchTensor { self?.handle ?? CTorchTensor() }
}

import CTorch

extension Tensor {
  /// Copies numbers, row-major, into a new tensor on a device.
  ///
  /// Throws `wrongCount` unless they are as many as the shape says, and libtorch's refusal.
  package convenience init<Element: TensorElement>(
    _ values: [Element], shape: [Int]? = nil, on device: Device = .cpu
  ) throws(TorchError) {
    try self.init(copying: values.span.bytes, of: Element.self, shape: shape ?? [values.count], on: device)
  }

  /// Copies a buffer's bytes, row-major elements, into a new tensor on a device.
  package convenience init<Element: TensorElement>(
    copying bytes: RawSpan, of element: Element.Type, shape: [Int], on device: Device = .cpu
  ) throws(TorchError) {
    let (bytesNeeded, fits) = shape.reduce((MemoryLayout<Element>.stride, true)) { product, size in
      let (next, overflow) = product.0.multipliedReportingOverflow(by: size)
      return (next, product.1 && !overflow && size >= 0)
    }
    guard fits, bytesNeeded == bytes.byteCount else {
      let width = MemoryLayout<Element>.stride
      throw .wrongCount(
        operation: "making a tensor", expected: fits ? bytesNeeded / width : .max, found: bytes.byteCount / width)
    }
    var host = CTorchTensor()
    let status = shape.lent { sizes in
      bytes.withUnsafeBytes { ctorch_copy_in($0.baseAddress, $0.count, sizes, Element.dtype.code, &host) }
    }
    try check(status, "making a tensor")
    defer { ctorch_release(host) }
    var placed = CTorchTensor()
    try check(ctorch_to(host, Element.dtype.code, device.code, &placed), "making a tensor on \(device)")
    self.init(owning: placed)
  }

  /// A new tensor on the CPU whose elements a body writes, row-major, into uninitialised memory.
  ///
  /// Throws what the body throws, and libtorch's refusal.
  package convenience init<Element: TensorElement>(
    shape: [Int], filling body: (UnsafeMutableBufferPointer<Element>) throws(TorchError) -> Void
  ) throws(TorchError) {
    var handle = CTorchTensor()
    try check(shape.lent { ctorch_empty($0, Element.dtype.code, &handle) }, "making a tensor")
    self.init(owning: handle)
    var (start, bytes): (UnsafeMutableRawPointer?, Int) = (nil, 0)
    try check(ctorch_memory(handle, &start, &bytes), "making a tensor")
    let elements = start?.bindMemory(to: Element.self, capacity: bytes / MemoryLayout<Element>.stride)
    try body(UnsafeMutableBufferPointer(start: elements, count: bytes / MemoryLayout<Element>.stride))
  }

  /// A tensor full of one value.
  package static func full(
    _ shape: [Int], _ value: Double, _ type: DType = .float32, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try made { out in shape.lent { ctorch_full($0, value, type.code, device.code, out) } }
  }

  /// Returns a tensor of zeros.
  package static func zeros(
    _ shape: [Int], _ type: DType = .float32, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try full(shape, 0, type, on: device)
  }

  /// 0, 1, … count−1.
  package static func range(
    _ count: Int, _ type: DType = .int64, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try made { ctorch_arange(Int64(count), type.code, device.code, $0) }
  }

  /// All elements, row-major. Throws `wrongType` unless they are of this Swift type.
  package func values<Element: TensorElement>(_ element: Element.Type = Element.self) throws(TorchError) -> [Element] {
    let found = try dtype()
    guard found == Element.dtype else {
      throw .wrongType(operation: "reading a tensor", expected: Element.dtype, found: found)
    }
    var values = [Element](repeating: .filler, count: count)
    let status = values.withUnsafeMutableBytes { ctorch_copy_out(handle, $0.baseAddress, $0.count) }
    try check(status, "reading a tensor")
    return values
  }

  /// The one element as a number.
  package func scalar() throws(TorchError) -> Double {
    let values = try to(.float64).values(Double.self)
    guard values.count == 1 else { throw .wrongCount(operation: "reading a scalar", expected: 1, found: values.count) }
    return values[0]
  }

  /// The same numbers on a device; this tensor itself if they already are.
  package func to(_ device: Device) throws(TorchError) -> Tensor {
    let type = try dtype()
    return try made { ctorch_to(handle, type.code, device.code, $0) }
  }

  /// The same numbers in another type; this tensor itself if they already are.
  package func to(_ type: DType) throws(TorchError) -> Tensor {
    let device = try device()
    return try made { ctorch_to(handle, type.code, device.code, $0) }
  }

  /// A copy in memory of its own.
  package func copy() throws(TorchError) -> Tensor { try made { ctorch_clone(handle, $0) } }

  /// The same numbers laid out row-major.
  package func contiguous() throws(TorchError) -> Tensor { try made { ctorch_contiguous(handle, false, $0) } }

  /// The same numbers of a tensor [N, C, H, W] laid out as [N, H, W, C].
  package func channelsLast() throws(TorchError) -> Tensor { try made { ctorch_contiguous(handle, true, $0) } }

  /// Overwrites the elements with those of a tensor that broadcasts to this shape.
  package func assign(_ source: Tensor) throws(TorchError) {
    try check(ctorch_assign(handle, source.handle), #function)
  }
}

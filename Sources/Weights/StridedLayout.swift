/// The positions of an array's elements in a row of elements: offset + Σ index · stride.
struct StridedLayout: Sendable, Hashable {
  let shape: [Int]
  let strides: [Int]
  let offset: Int
  /// How many elements there are.
  let count: Int

  /// Nil where a number is negative, a product overflows, an element is outside `0..<available`, or where there are
  /// more elements than `available`: a stride of zero would let a few bytes request any amount of memory.
  init?(shape: [Int], strides: [Int], offset: Int, available: Int) {
    guard shape.count == strides.count, offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { return nil }
    var count = 1
    var last = offset
    for (size, stride) in zip(shape, strides) {
      let product = count.multipliedReportingOverflow(by: size)
      let reach = max(size - 1, 0).multipliedReportingOverflow(by: stride)
      let end = last.addingReportingOverflow(reach.partialValue)
      guard !product.overflow, !reach.overflow, !end.overflow else { return nil }
      count = product.partialValue
      last = end.partialValue
    }
    guard count <= available, count == 0 || last < available else { return nil }
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.count = count
  }

  /// Row-major from the first element on; nil where the product of the shape overflows.
  init?(contiguous shape: [Int]) {
    var strides = [Int](repeating: 1, count: shape.count)
    var count = 1
    for axis in shape.indices.reversed() {
      strides[axis] = count
      let product = count.multipliedReportingOverflow(by: shape[axis])
      guard shape[axis] >= 0, !product.overflow else { return nil }
      count = product.partialValue
    }
    self.init(shape: shape, strides: strides, offset: 0, available: count)
  }

  /// The elements in row-major order.
  func gather<Stored: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ stored: Stored.Type, _ convert: (Stored) -> Float
  ) -> [Float] {
    guard count > 0 else { return [] }
    let size = MemoryLayout<Stored>.size
    let rowLength = shape.last ?? 1
    let rowStride = strides.last ?? 1
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      var index = [Int](repeating: 0, count: shape.count)
      var row = offset
      while filled < count {
        var place = row
        for _ in 0..<rowLength {
          buffer.initializeElement(
            at: filled, to: convert(bytes.loadUnaligned(fromByteOffset: place * size, as: Stored.self)))
          filled += 1
          // An axis of one element may have any stride, which is added and never used.
          place &+= rowStride
        }
        // The next row: an odometer over all axes but the last.
        var axis = shape.count - 2
        while axis >= 0 {
          index[axis] += 1
          row &+= strides[axis]
          if index[axis] < shape[axis] { break }
          row &-= index[axis] &* strides[axis]
          index[axis] = 0
          axis -= 1
        }
      }
    }
  }
}

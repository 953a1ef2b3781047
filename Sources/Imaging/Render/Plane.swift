import Foundation

/// Rows of 8-bit or 32-bit samples at the alignment that zimg requires. Owns its memory.
///
/// `@unchecked Sendable`: a plane is filled before it is shared, and only read from then on.
final class Plane: @unchecked Sendable {
  static let alignment = 64

  let width: Int
  let height: Int
  /// Bytes from one row to the next.
  let stride: Int
  let bytes: UnsafeMutableRawPointer

  /// Makes a plane of samples not yet written; `sample` is their size in bytes.
  ///
  /// Throws `ImagingError.unrenderable` where the size overflows, and `outOfMemory`.
  init(width: Int, height: Int, sample: Int = 1) throws(ImagingError) {
    guard width > 0, height > 0, width < 1 << 28, height < 1 << 28 else {
      throw .unrenderable(reason: "\(width)×\(height) is not a size")
    }
    self.width = width
    self.height = height
    stride = (width * sample + Self.alignment - 1) / Self.alignment * Self.alignment
    // zimg may read whole vectors: one more row's worth of alignment keeps that inside.
    let count = stride * height + Self.alignment
    var place: UnsafeMutableRawPointer?
    // Swift's own allocation would end the program where there is no memory.
    guard posix_memalign(&place, Self.alignment, count) == 0, let place else { throw .outOfMemory(bytes: count) }
    bytes = place
  }

  deinit { free(bytes) }

  func row(_ y: Int) -> UnsafeMutablePointer<UInt8> {
    (bytes + y * stride).assumingMemoryBound(to: UInt8.self)
  }

  func floats(_ y: Int) -> UnsafeMutablePointer<Float> {
    (bytes + y * stride).assumingMemoryBound(to: Float.self)
  }
}

import Foundation
import Imaging

/// The image on standard input.
enum StandardInput {
  /// Reads all of it; throws `ImagingError.tooManyBytes` as soon as it is more than `limit`.
  static func read(limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty {
      bytes += piece
      guard bytes.count <= limit else { throw ImagingError.tooManyBytes(bytes.count, limit: limit) }
    }
    return bytes
  }
}

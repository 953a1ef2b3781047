import Foundation
import Support

/// One image of a request, still encoded.
struct ImageInput: Sendable {
  /// The client's name for it, which its answer repeats: at most 255 Unicode scalars of it.
  let name: String?
  /// The image's bytes, or why they can't be read.
  let content: Result<[UInt8], Problem>

  init(name: String?, _ content: Result<[UInt8], Problem>) {
    self.name = name?.clipped(to: 255)
    self.content = content
  }
}

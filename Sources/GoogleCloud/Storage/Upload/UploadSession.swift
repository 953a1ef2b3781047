import Foundation
import ObjectStorage
import Support
import Transport

/// A resumable upload that was begun, as it is remembered on the disk so that it continues after a kill. Its address is a
/// key to the upload: the file is its owner's alone.
struct UploadSession: Codable, Equatable {
  let url: String
  let generation: Int64
  let crc: UInt32
  let count: Int
  /// Seconds since 1970.
  let begun: Double

  /// Sessions last a week; one that is nearly over isn't worth resuming.
  static let life = 6 * 86_400.0

  /// A remembered session that can be resumed: same content, recent enough, at the current storage.
  static func remembered(
    at path: String, _ upload: FileUpload, origin: String?, now: Double
  ) -> UploadSession? {
    guard let bytes = StateFile.read(path, limit: 64 << 10),
      let session = try? JSONDecoder().decode(UploadSession.self, from: Data(bytes))
    else { return nil }
    let isYoung = (0..<life).contains(now - session.begun)
    let isSame =
      session.crc == upload.crc.value && session.count == upload.slice.count && session.generation == upload.generation
    return isYoung && isSame && origin != nil && SecureURL.origin(of: session.url) == origin ? session : nil
  }

  func remember(at path: String) throws(CloudError) {
    guard let data = try? JSONEncoder().encode(self) else { return }
    try StateFile.write(Array(data), to: path)
  }
}

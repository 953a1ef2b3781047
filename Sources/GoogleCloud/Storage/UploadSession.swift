import Foundation
import Support

/// A resumable upload that was begun, as it is remembered on the disk so that it goes on after a kill. Its address is a
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
    guard let stamp = FileStamp(path: path), stamp.isRegular, stamp.size <= 64 << 10,
      let data = FileManager.default.contents(atPath: path),
      let session = try? JSONDecoder().decode(UploadSession.self, from: data)
    else { return nil }
    let isYoung = (0..<life).contains(now - session.begun)
    let isSame =
      session.crc == upload.crc.value && session.count == upload.slice.count && session.generation == upload.generation
    return isYoung && isSame && origin != nil && Endpoints.origin(of: session.url) == origin ? session : nil
  }

  func remember(at path: String) throws(CloudError) {
    guard let data = try? JSONEncoder().encode(self) else { return }
    try StateFile.write(data, to: path)
  }
}

/// Small files of the program's own, written whole or not at all.
enum StateFile {
  static func write(_ data: Data, to path: String) throws(CloudError) {
    let place = URL(filePath: path)
    do {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      let temporary = path + ".\(ProcessInfo.processInfo.processIdentifier).\(UInt32.random(in: 0...UInt32.max))"
      let file = try OpenFile(writing: temporary)
      do {
        try file.write(Array(data), at: 0)
      } catch {
        unlink(temporary)
        throw error
      }
      guard rename(temporary, path) == 0 else {
        let failure = OpenFile.failure("\(path) can't be written")
        unlink(temporary)
        throw failure
      }
    } catch let error as CloudError {
      throw error
    } catch {
      throw CloudError(.usage, "\(path) can't be written")
    }
  }
}

import Foundation
import ObjectStorage
import Support
import Transport

/// An upload in parts that was begun, as it is remembered on the disk: it goes on after a kill, or is given up.
struct UploadRecord: Codable, Equatable, Sendable {
  /// The upload's name at the server.
  let id: String
  /// The whole file's checksum.
  let crc: UInt32
  let size: Int
  /// Bytes of each part but the last.
  let part: Int
  /// Seconds since 1970.
  let begun: Double

  /// Some servers drop uploads after a week; one that is nearly over isn't worth resuming.
  static let life = 6 * 86_400.0

  /// Whether a file's upload may be resumed by this one.
  func fits(crc: CRC32C, size: Int, part: Int, now: Double) -> Bool {
    self.crc == crc.value && self.size == size && self.part == part && (0..<Self.life).contains(now - begun)
  }
}

/// The uploads that were begun for one object.
struct UploadRecords: Sendable {
  private let path: String

  init(stateFolder: String, root: String, address: StorageAddress) {
    path = Self.place(stateFolder) + "/" + Digest.short("\(root) \(address)") + ".json"
  }

  private static func place(_ stateFolder: String) -> String { stateFolder + "/s3-uploads" }

  /// Whether any object's uploads may be left.
  static func areLeft(stateFolder: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: place(stateFolder)))?.isEmpty == false
  }

  /// Those that are remembered; none for a broken file.
  var all: [UploadRecord] {
    guard let bytes = StateFile.read(path, limit: 1 << 20) else { return [] }
    return (try? JSONDecoder().decode([UploadRecord].self, from: Data(bytes))) ?? []
  }

  /// Throws `CloudError` of kind `usage`.
  func remember(_ records: [UploadRecord]) throws(CloudError) {
    if records.isEmpty {
      unlink(path)
      return
    }
    guard let data = try? JSONText.data(records) else { return }
    try StateFile.write(Array(data), to: path)
  }
}

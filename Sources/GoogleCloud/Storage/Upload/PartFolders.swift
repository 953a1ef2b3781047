import Foundation
import ObjectStorage
import Transport

/// The folders of parts that were begun for one object, remembered on the disk until they are cleared away: so that
/// none of them stays in the bucket once the object exists, however a program ends.
struct PartFolders {
  /// What the name of each part in a bucket begins with.
  static let prefix = OwnParts.prefix

  private let path: String

  init(stateFolder: String, root: String, address: StorageAddress) {
    path = Self.place(stateFolder) + "/" + Digest.short("\(root) \(address)") + ".txt"
  }

  private static func place(_ stateFolder: String) -> String { stateFolder + "/parts" }

  /// Whether any object's parts may be left: spares a look for each of many files.
  static func areLeft(stateFolder: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: place(stateFolder)))?.isEmpty == false
  }

  /// The folders' names; whatever else the file holds is passed over, since what is below them is deleted.
  var begun: [String] {
    guard let bytes = StateFile.read(path, limit: 64 << 10) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter { name in
      guard name.hasPrefix(Self.prefix), name.hasSuffix("/") else { return false }
      let mark = name.dropFirst(Self.prefix.count).dropLast()
      return !mark.isEmpty && mark.allSatisfy { $0.isHexDigit || $0 == "-" }
    }
  }

  func remember(_ folders: [String]) throws(CloudError) {
    try StateFile.write(Array(folders.map { $0 + "\n" }.joined().utf8), to: path)
  }

  func forget() { unlink(path) }
}

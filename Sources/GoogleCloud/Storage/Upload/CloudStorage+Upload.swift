import Foundation
import ObjectStorage
import Support
import Transport

extension CloudStorage {
  /// Uploads a file, in one request, as a resumable stream, or as parts that are composed. Throws `CloudError`.
  package func upload(
    _ file: RegularFile, to address: StorageAddress, over current: StoredObject??, crc: CRC32C?,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) -> Transferred {
    let stamp = try file.stamp()
    let old: StoredObject?
    if let current { old = current } else { old = try await object(at: address) }
    var crc = crc
    if let old, old.size == stamp.size {
      if crc == nil { crc = try CRC32C(of: file, offset: 0, count: stamp.size) }
      if old.crc == crc, old.crc != nil {
        await clearLeftovers(of: address)
        return Transferred(object: old, bytes: 0)
      }
    }
    let object: StoredObject
    let plan = UploadPlan(size: stamp.size, options: options)
    if case .composed(let parts) = plan {
      object = try await compose(file, stamp, parts, to: address, ifGeneration: old?.generation ?? 0, progress)
    } else {
      let whole: CRC32C
      if let crc { whole = crc } else { whole = try CRC32C(of: file, offset: 0, count: stamp.size) }
      let upload = FileUpload(
        slice: FileSlice(file, offset: 0, count: stamp.size), crc: whole, address: address,
        generation: old?.generation ?? 0, statePath: statePath(address, stamp), progress: progress)
      object = try await send(upload, resumable: plan == .resumable)
    }
    guard try file.stamp() == stamp else {
      throw CloudError(.usage, "\(file.path) changed while it was sent; send it again")
    }
    await clearLeftovers(of: address)
    return Transferred(object: object, bytes: stamp.size)
  }

  /// Deletes the parts that were sent for an object that is there now. If that fails they are remembered until next
  /// time, and `hasLeftovers` says so.
  package func clearLeftovers(of address: StorageAddress) async {
    let folders = partFolders(of: address)
    let begun = folders.begun
    guard !begun.isEmpty else { return }
    do {
      for name in begun {
        let left = try await list(below: StorageAddress(bucket: address.bucket, name: name))
        _ = try await left.boundedMap(width: options.streams) { part throws(CloudError) in
          try await delete(StorageAddress(bucket: address.bucket, name: part.name), generation: part.generation)
        }
      }
      folders.forget()
    } catch {}
  }

  /// Whether parts of any object may have stayed behind.
  package var hasLeftovers: Bool { PartFolders.areLeft(stateFolder: options.stateFolder) }

  private func partFolders(of address: StorageAddress) -> PartFolders {
    PartFolders(stateFolder: options.stateFolder, root: root, address: address)
  }

  /// Where the session of an upload is remembered: another file, or the same one changed, has another place.
  private func statePath(_ address: StorageAddress, _ stamp: FileStamp) -> String {
    options.stateFolder + "/uploads/" + Self.mark(root, address, stamp) + ".json"
  }

  private static func mark(_ root: String, _ address: StorageAddress, _ stamp: FileStamp) -> String {
    Digest.short("\(root) \(address) \(stamp.device) \(stamp.inode) \(stamp.size) \(stamp.modified)")
  }

  /// Sends parts in parallel and composes one object from them. Parts of an earlier attempt are reused.
  private func compose(
    _ file: RegularFile, _ stamp: FileStamp, _ parts: [Range<Int>], to address: StorageAddress,
    ifGeneration generation: Int64, _ progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) -> StoredObject {
    let folder = StorageAddress(
      bucket: address.bucket, name: "\(PartFolders.prefix)\(Self.mark(root, address, stamp))-\(parts.count)/")
    let folders = partFolders(of: address)
    let begun = folders.begun
    if !begun.contains(folder.name) { try folders.remember(begun + [folder.name]) }
    let present = Dictionary(
      try await list(below: folder).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let sent = try await Array(parts.enumerated()).boundedMap(width: options.streams) {
      number, range throws(CloudError) in
      let place = folder.appending(String(number))
      let crc = try CRC32C(of: file, offset: range.lowerBound, count: range.count)
      let old = present[place.name]
      if let old, old.holds(size: range.count, crc: crc) {
        progress(range.count)
        return (old, crc)
      }
      let upload = FileUpload(
        slice: FileSlice(file, offset: range.lowerBound, count: range.count), crc: crc, address: place,
        generation: old?.generation ?? 0,
        statePath: options.stateFolder + "/uploads/" + Digest.short("\(root) \(place)") + ".json", progress: progress)
      return (try await send(upload, resumable: true), crc)
    }
    let whole = zip(parts, sent).reduce(CRC32C()) { $0.followed(by: $1.1.1, count: $1.0.count) }
    let object: StoredObject
    do {
      object = try await compose(sent.map(\.0), to: address, ifGeneration: generation)
    } catch {
      // After a lost response the next attempt conflicts with its own result.
      guard error.status == 412 || error.kind == .corrupt, let found = try await self.object(at: address),
        found.generation != generation, found.holds(size: stamp.size, crc: whole)
      else { throw error }
      object = found
    }
    guard object.size == stamp.size, object.crc == nil || object.crc == whole else {
      try await delete(address, generation: object.generation)
      throw CloudError(.corrupt, "\(address) was composed incorrectly; send it again")
    }
    return object
  }
}

import Foundation
import Support
import Synchronization
import Transport

/// Synchronises a local folder and a folder of objects, transferring only files whose content differs.
package struct FolderSync: Sendable {
  let storage: any ObjectStore
  let options: SyncOptions

  package init(_ storage: any ObjectStore, options: SyncOptions = SyncOptions()) {
    self.storage = storage
    self.options = options
  }

  /// A name with what has it on either side.
  struct Item: Sendable {
    let name: String
    let file: LocalFile?
    let object: StoredObject?

    /// Whether both sides have the same size, and the object's checksum isn't known.
    var isOpen: Bool { object.map { $0.crc == nil && $0.size == file?.stamp.size } ?? false }

    /// Whether both sides have the same bytes; `sum` is the file's checksum where it was read.
    func isSame(_ sum: CRC32C?) -> Bool {
      guard let sum, let file, let object else { return false }
      return object.holds(size: file.stamp.size, crc: sum)
    }
  }

  /// Fewer files than a page of a listing holds, so that one page mostly does for each part of it.
  private static let stretch = 900

  /// The objects below an address by their names below it; placeholders of folders are none.
  ///
  /// Local names say where to split a long listing: pages depend on one another, parts don't.
  func objects(
    below address: StorageAddress, near files: [LocalFile]
  ) async throws(CloudError) -> [ByteName: StoredObject] {
    let prefix = address.prefix
    let starts = stride(from: Self.stretch, to: files.count, by: Self.stretch).map { prefix + files[$0].name }
    let listed = try await storage.list(below: address, starts: starts)
    var objects: [ByteName: StoredObject] = [:]
    for object in listed {
      let name = String(decoding: object.name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
      let isPlaceholder = name.isEmpty || (object.size == 0 && name.endsBytewise(with: "/"))
      let isPart = object.name.beginsBytewise(with: OwnParts.prefix)
      if !isPlaceholder, !isPart, options.takes(name) { objects[ByteName(name)] = object }
    }
    return objects
  }

  /// The outcome of reading files: a checksum, none if the sizes already differ, or why a file can't be read.
  typealias Reading = Result<CRC32C?, FileError>

  /// The checksums of the files that the other side has in the same size: only those can be the same.
  func checksums(
    _ items: [Item], _ cache: ChecksumCache, _ opening: @escaping @Sendable (String) throws(FileError) -> RegularFile
  ) async throws(CloudError) -> [Reading] {
    let width = ProcessInfo.processInfo.activeProcessorCount
    let each = max(64, items.count / (width * 4) + 1)
    let batches = stride(from: 0, to: items.count, by: each).map { items[$0..<min(items.count, $0 + each)] }
    return try await batches.boundedMap(width: width) { batch throws(CloudError) in
      var sums: [Reading] = []
      for item in batch {
        guard let file = item.file, let object = item.object, object.size == file.stamp.size else {
          sums.append(.success(nil))
          continue
        }
        do throws(FileError) {
          sums.append(.success(try cache.crc(of: file) { () throws(FileError) in try opening(item.name) }))
        } catch {
          sums.append(.failure(error))
        }
      }
      return sums
    }.flatMap { $0 }
  }

  /// The items with the checksums of objects that turn out to hold what the files do; their store doesn't list any.
  func identified(
    _ items: [Item], below address: StorageAddress, _ tags: KnownTags,
    _ opening: @escaping @Sendable (String) throws(FileError) -> RegularFile
  ) async throws(CloudError) -> [Item] {
    guard items.contains(where: \.isOpen) else { return items }
    return try await items.boundedMap(width: storage.options.files) { item throws(CloudError) in
      guard item.isOpen, let object = item.object, let file = try? opening(item.name),
        try await storage.compare(file, with: object, at: address.appending(item.name)) == true
      else { return item }
      let crc = try CRC32C(of: file, offset: 0, count: object.size)
      tags.keep(object.with(crc))
      return Item(name: item.name, file: item.file, object: object.with(crc))
    }
  }

  /// What is known of the objects below an address.
  func tags(below address: StorageAddress) -> KnownTags {
    KnownTags(path: storage.options.stateFolder + "/tags/\(Digest.short("\(address)")).txt")
  }

  func cache(of folder: String) -> ChecksumCache {
    let whole = URL(filePath: folder).standardizedFileURL.resolvingSymlinksInPath().path
    return ChecksumCache(path: storage.options.stateFolder + "/checksums/\(Digest.short(whole)).txt")
  }

  /// Sums up transferred bytes.
  func meter(_ total: Int) -> @Sendable (Int) -> Void {
    let done = Mutex(0)
    let hear = options.progress
    return { more in
      let sum = done.withLock { sum in
        sum += more
        return sum
      }
      hear(SyncProgress(total: total, done: sum))
    }
  }
}

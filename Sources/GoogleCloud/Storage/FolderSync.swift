import Foundation
import Support
import Synchronization

/// Synchronises a local folder and a folder of objects, transferring only files whose content differs.
package struct FolderSync: Sendable {
  let storage: CloudStorage
  let options: SyncOptions

  package init(_ storage: CloudStorage, options: SyncOptions = SyncOptions()) {
    self.storage = storage
    self.options = options
  }

  private struct Item: Sendable {
    let name: String
    let file: LocalFile?
    let object: StoredObject?
  }

  /// Uploads. Throws `CloudError`; of status 412 when somebody else writes there at the same time.
  package func up(_ folder: String, to address: StorageAddress) async throws(CloudError) -> SyncReport {
    let all = try LocalFiles.files(below: folder).filter { options.takes($0.name) }
    let files = all.filter { options.sends?($0.name, $0.stamp) ?? true }
    let objects = try await objects(below: address, near: files)
    let cache = cache(of: folder)
    let sendable = files.map { Item(name: $0.name, file: $0, object: objects[$0.name]) }
    let sums = try await checksums(sendable, cache, folder)
    var changed: [(Item, CRC32C?)] = []
    // Left by a kill between composing an object and deleting its parts.
    let partsAreLeft = !options.isDry && PartFolders.areLeft(stateFolder: storage.options.stateFolder)
    for (item, sum) in zip(sendable, sums) {
      let isSame = sum.map { item.object?.holds(size: item.file?.stamp.size ?? -1, crc: $0) ?? false } ?? false
      if !isSame {
        changed.append((item, sum))
      } else if partsAreLeft {
        await storage.clearParts(of: address.appending(item.name))
      }
    }
    var report = SyncReport()
    report.files = files.count
    report.unchanged = files.count - changed.count
    let meter = meter(changed.reduce(0) { $0 + ($1.0.file?.stamp.size ?? 0) })
    for isLast in [false, true] {
      let batch = changed.filter { options.isLast($0.0.name) == isLast }
      report.transferred += batch.count
      report.bytes += batch.reduce(0) { $0 + ($1.0.file?.stamp.size ?? 0) }
      if options.isDry { continue }
      _ = try await batch.boundedMap(width: storage.options.files) { item, sum throws(CloudError) in
        try await storage.upload(
          folder + "/" + item.name, to: address.appending(item.name), over: .some(item.object), crc: sum,
          progress: meter)
      }
    }
    try cache.save(files)
    if options.deletes {
      let kept = Set(all.map(\.name))
      let extra = objects.filter { !kept.contains($0.key) && options.deletable?($0.key) ?? true }
      report.deleted = extra.count
      if !options.isDry {
        _ = try await Array(extra).boundedMap(width: storage.options.files) { name, object throws(CloudError) in
          try await storage.delete(address.appending(name), generation: object.generation)
        }
      }
    }
    return report
  }

  /// Downloads. Throws `CloudError`, before anything is written when an object's name would leave the folder.
  package func down(_ address: StorageAddress, to folder: String) async throws(CloudError) -> SyncReport {
    let isThere = FileManager.default.fileExists(atPath: folder)
    let files = isThere ? try LocalFiles.files(below: folder).filter { options.takes($0.name) } : []
    let objects = try await objects(below: address, near: files)
    if objects.isEmpty { throw CloudError(.status(404), "Nothing lies below \(address)", reason: "notFound") }
    for name in objects.keys where !SafeName.isSafe(name) {
      throw CloudError(.usage, "\(address.appending(name)) can't be a file's name here; rename or remove the object")
    }
    let present = Dictionary(files.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let cache = cache(of: folder)
    let items = objects.sorted { $0.key < $1.key }.map { Item(name: $0.key, file: present[$0.key], object: $0.value) }
    let sums = try await checksums(items, cache, folder)
    var changed: [Item] = []
    for (item, sum) in zip(items, sums) {
      guard let object = item.object else { continue }
      if let sum, let file = item.file, object.holds(size: file.stamp.size, crc: sum) { continue }
      changed.append(item)
    }
    var report = SyncReport()
    report.files = items.count
    report.unchanged = items.count - changed.count
    let meter = meter(changed.reduce(0) { $0 + ($1.object?.size ?? 0) })
    for isLast in [false, true] {
      let batch = changed.filter { options.isLast($0.name) == isLast }
      report.transferred += batch.count
      report.bytes += batch.reduce(0) { $0 + ($1.object?.size ?? 0) }
      if options.isDry { continue }
      _ = try await batch.boundedMap(width: storage.options.files) { item throws(CloudError) in
        let path = folder + "/" + item.name
        let fetched = try await storage.download(
          address.appending(item.name), to: path, current: item.object, progress: meter)
        // The bytes have just been checked on their way to the disk.
        if let crc = fetched.object.crc, let stamp = FileStamp(path: path) {
          cache.keep(crc, of: LocalFile(name: item.name, stamp: stamp))
        }
      }
    }
    if options.deletes {
      for file in files where objects[file.name] == nil {
        report.deleted += 1
        if !options.isDry, unlink(folder + "/" + file.name) != 0 {
          throw OpenFile.failure("\(folder)/\(file.name) can't be deleted")
        }
      }
    }
    if !options.isDry { try cache.save(LocalFiles.files(below: folder)) }
    return report
  }

  /// Fewer files than a page of a listing holds, so that one page mostly does for each part of it.
  private static let stretch = 900

  /// The objects below an address by their names below it; placeholders of folders are none.
  ///
  /// Local names say where to split a long listing: pages depend on one another, parts don't.
  private func objects(
    below address: StorageAddress, near files: [LocalFile]
  ) async throws(CloudError) -> [String: StoredObject] {
    let prefix = address.prefix
    let starts = stride(from: Self.stretch, to: files.count, by: Self.stretch).map { prefix + files[$0].name }
    let listed = try await storage.list(bucket: address.bucket, prefix: prefix, starts: starts)
    var objects: [String: StoredObject] = [:]
    for object in listed {
      let name = String(object.name.dropFirst(prefix.count))
      let isPlaceholder = name.isEmpty || (object.size == 0 && name.hasSuffix("/"))
      if !isPlaceholder, options.takes(name), !object.name.hasPrefix(PartFolders.prefix) { objects[name] = object }
    }
    return objects
  }

  /// The checksums of the files that the other side has in the same size: only those can be the same.
  private func checksums(
    _ items: [Item], _ cache: ChecksumCache, _ folder: String
  ) async throws(CloudError) -> [CRC32C?] {
    let width = ProcessInfo.processInfo.activeProcessorCount
    let each = max(64, items.count / (width * 4) + 1)
    let batches = stride(from: 0, to: items.count, by: each).map { items[$0..<min(items.count, $0 + each)] }
    return try await batches.boundedMap(width: width) { batch throws(CloudError) in
      var sums: [CRC32C?] = []
      for item in batch {
        if let file = item.file, let object = item.object, object.size == file.stamp.size {
          sums.append(try cache.crc(of: file, in: folder))
        } else {
          sums.append(nil)
        }
      }
      return sums
    }.flatMap { $0 }
  }

  private func cache(of folder: String) -> ChecksumCache {
    let whole = URL(filePath: folder).standardizedFileURL.resolvingSymlinksInPath().path
    return ChecksumCache(path: storage.options.stateFolder + "/checksums/\(Digest.short(whole)).txt")
  }

  /// Sums up transferred bytes.
  private func meter(_ total: Int) -> @Sendable (Int) -> Void {
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

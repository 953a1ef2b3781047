import Foundation
import Support
import Transport

extension FolderSync {
  /// From there to here, and nowhere but below the folder: no link in it is followed, and one that stands where a file
  /// goes is replaced as a link. The folder itself may be a link.
  ///
  /// Throws `CloudError`, before anything is written when an object's name would leave the folder, or when a link or
  /// anything else stands in the way of one.
  package func down(_ address: StorageAddress, to folder: String) async throws(CloudError) -> SyncReport {
    let isThere = FileManager.default.fileExists(atPath: folder)
    var destination = isThere ? try opened(folder) : nil
    let tree = try destination.map { place throws(CloudError) in try LocalFiles.destination(place.root) } ?? LocalTree()
    let files = tree.files.filter { options.takes($0.name) }
    var objects = try await objects(below: address, near: files)
    if objects.isEmpty { throw CloudError(.status(404), "There is nothing below \(address)", reason: "notFound") }
    for name in objects.keys.sorted() where !SafeName.isSafe(name.text) {
      throw CloudError(
        .usage, "\(address.appending(name.text)) can't be a file's name here; rename or remove the object")
    }
    var report = SyncReport()
    let clashes = SyncClashes.leftOut(Array(objects.keys))
    report.note(clashes)
    for clash in clashes { objects[ByteName(clash.name)] = nil }
    try SyncClashes.check(Array(objects.keys), tree, in: folder)

    let cache = cache(of: folder)
    let tags = tags(below: address)
    let changed = try await changed(
      objects.mapValues(tags.completed), files, cache, destination, (address, tags), &report)
    if !options.isDry {
      if destination == nil { destination = try made(folder) }
      if let destination { try await fetch(changed, address, into: destination, cache, tags) }
    }
    report.transferred = changed.count
    report.bytes = changed.reduce(0) { $0 + ($1.object?.size ?? 0) }
    try deleteExtra(files, tree, objects, destination, &report)
    if !options.isDry, let destination {
      try cache.save(LocalFiles.destination(destination.root).files)
      try tags.save()
    }
    return report
  }

  private func opened(_ folder: String) throws(CloudError) -> SyncFolder {
    do {
      return SyncFolder(try FolderDescriptor(folder))
    } catch {
      throw CloudError(error)
    }
  }

  private func made(_ folder: String) throws(CloudError) -> SyncFolder {
    do {
      return SyncFolder(try FolderDescriptor(making: folder))
    } catch {
      throw CloudError(error)
    }
  }

  private func changed(
    _ objects: [ByteName: StoredObject], _ files: [LocalFile], _ cache: ChecksumCache, _ destination: SyncFolder?,
    _ there: (address: StorageAddress, tags: KnownTags), _ report: inout SyncReport
  ) async throws(CloudError) -> [Item] {
    let present = Dictionary(files.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let opening = { @Sendable (name: String) throws(FileError) in
      guard let destination else { throw FileError(path: name, action: "opened", reason: "it doesn't exist") }
      return try destination.open(name)
    }
    let items = try await identified(
      objects.sorted { $0.key < $1.key }.map {
        Item(name: $0.key.text, file: present[$0.key], object: $0.value)
      }, below: there.address, there.tags, opening)
    let readings = try await checksums(items, cache, opening)
    // A file that can't be read is replaced.
    let changed = zip(items, readings).filter { item, reading in !item.isSame((try? reading.get()) ?? nil) }.map(\.0)
    report.files = items.count
    report.unchanged = items.count - changed.count
    return changed
  }

  private func fetch(
    _ changed: [Item], _ address: StorageAddress, into destination: SyncFolder, _ cache: ChecksumCache,
    _ tags: KnownTags
  ) async throws(CloudError) {
    let meter = meter(changed.reduce(0) { $0 + ($1.object?.size ?? 0) })
    for isLast in [false, true] {
      let batch = changed.filter { options.isLast($0.name) == isLast }
      _ = try await batch.boundedMap(width: storage.options.files) { item throws(CloudError) in
        guard let object = item.object, let place = try destination.place(of: item.name, makes: true) else { return }
        let fetched = try await storage.download(
          address.appending(item.name), as: place.name, in: place.folder, current: object, progress: meter)
        tags.keep(fetched.object)
        // The bytes have just been checked on their way to the disk.
        if let crc = fetched.object.crc, let info = try? place.folder.status(of: place.name) {
          cache.keep(crc, of: LocalFile(name: item.name, stamp: FileStamp(info)))
        }
      }
      try destination.synchronize()
    }
  }

  private func deleteExtra(
    _ files: [LocalFile], _ tree: LocalTree, _ objects: [ByteName: StoredObject], _ destination: SyncFolder?,
    _ report: inout SyncReport
  ) throws(CloudError) {
    let extra = files.filter { objects[$0.key] == nil }
    report.note(extra: extra.map(\.key), isDry: options.isDry)
    guard options.deletes else { return }
    for file in extra where options.deletable?(file.name) ?? true {
      if !options.isDry { try destination?.remove(file.name) }
      report.deleted += 1
    }
    // What isn't a file can't be one of the source's, and is left as it is.
    let rest = tree.leftOut.filter { options.takes($0.name) && objects[ByteName($0.name)] == nil }
    report.note(rest.map { .init(name: $0.name, reason: "\($0.reason), and was not deleted") })
  }
}

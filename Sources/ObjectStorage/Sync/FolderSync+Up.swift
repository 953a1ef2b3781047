import Foundation
import Support
import Transport

extension FolderSync {
  /// Uploads.
  ///
  /// A file that can't be read, or has no name that an object could have, is left out and reported, unless `lastSuffix`
  /// says that the rest counts only when all of it is there. Throws `CloudError`; of status 412 when somebody else
  /// writes there at the same time.
  package func up(_ folder: String, to address: StorageAddress) async throws(CloudError) -> SyncReport {
    var tree = try LocalFiles.source(folder)
    leaveOutUnsendable(&tree, address)
    let files = tree.files.filter { options.sends?($0.name, $0.stamp) ?? true }
    let objects = try await objects(below: address, near: files)
    // An empty folder is a disk that isn't mounted more often than a wish to lose everything.
    if options.deletes, options.deletable == nil, tree.files.isEmpty, tree.leftOut.isEmpty, !objects.isEmpty {
      throw CloudError(
        .usage, "\(folder) is empty, and --delete would remove all \(objects.count) objects below \(address)")
    }
    let cache = cache(of: folder)
    let opening = { @Sendable (name: String) throws(FileError) in try RegularFile(reading: folder + "/" + name) }
    let tags = tags(below: address)
    let items = try await identified(
      files.map { Item(name: $0.name, file: $0, object: objects[$0.key].map(tags.completed)) }, below: address, tags,
      opening)
    let readings = try await checksums(items, cache, opening)
    var changed: [(Item, CRC32C?)] = []
    var report = SyncReport()
    // Left by a kill between composing an object and deleting its parts.
    let partsAreLeft = !options.isDry && storage.hasLeftovers
    for (item, reading) in zip(items, readings) {
      switch reading {
      case .success(let sum) where item.isSame(sum):
        report.unchanged += 1
        if partsAreLeft { await storage.clearLeftovers(of: address.appending(item.name)) }
      case .success(let sum): changed.append((item, sum))
      case .failure(let error): try leaveOut(item.name, error, &tree)
      }
    }
    try await send(changed, folder, to: address, tags, &tree, &report)
    report.files = report.unchanged + report.transferred
    try cache.save(files)
    if !options.isDry { try tags.save() }
    report.note(tree.leftOut)
    try await deleteExtra(objects, tree, address, &report)
    return report
  }

  /// Leaves out hidden files silently if that was requested, and reports names that no object can have.
  private func leaveOutUnsendable(_ tree: inout LocalTree, _ address: StorageAddress) {
    tree.leftOut = tree.leftOut.filter { options.takes($0.name) }
    tree.files = tree.files.filter { options.takes($0.name) }
    let others = tree.files.filter { !SafeName.isObject(address.appending($0.name).name) }
    if others.isEmpty { return }
    tree.files = tree.files.filter { SafeName.isObject(address.appending($0.name).name) }
    tree.leftOut += others.map { .init(name: $0.name, reason: "Cloud Storage takes no such name") }
  }

  private func leaveOut(_ name: String, _ error: FileError, _ tree: inout LocalTree) throws(CloudError) {
    // What counts last would count without this file.
    if options.lastSuffix != nil { throw CloudError(error) }
    tree.leftOut.append(.init(name: name, reason: "it can't be \(error.action): \(error.reason)"))
  }

  private func send(
    _ changed: [(Item, CRC32C?)], _ folder: String, to address: StorageAddress, _ tags: KnownTags,
    _ tree: inout LocalTree,
    _ report: inout SyncReport
  ) async throws(CloudError) {
    let meter = meter(changed.reduce(0) { $0 + ($1.0.file?.stamp.size ?? 0) })
    for isLast in [false, true] {
      let batch = changed.filter { options.isLast($0.0.name) == isLast }
      let isDry = options.isDry
      let failures = try await batch.boundedMap(width: storage.options.files) {
        item, sum throws(CloudError) -> FileError? in
        let file: RegularFile
        do throws(FileError) {
          file = try RegularFile(reading: folder + "/" + item.name)
        } catch {
          return error
        }
        if !isDry {
          let sent = try await storage.upload(
            file, to: address.appending(item.name), over: .some(item.object), crc: sum, progress: meter)
          tags.keep(sent.object)
        }
        return nil
      }
      for ((item, _), failure) in zip(batch, failures) {
        if let failure {
          try leaveOut(item.name, failure, &tree)
        } else {
          report.transferred += 1
          report.bytes += item.file?.stamp.size ?? 0
        }
      }
    }
  }

  /// What was left out here is kept there, and so is all below a folder that was.
  private func deleteExtra(
    _ objects: [ByteName: StoredObject], _ tree: LocalTree, _ address: StorageAddress, _ report: inout SyncReport
  ) async throws(CloudError) {
    let leftOut = Set(tree.leftOut.map { ByteName($0.name) })
    let kept = leftOut.union(tree.files.map(\.key))
    let extra = objects.filter { name, _ in
      !kept.contains(name)
        && (leftOut.isEmpty || !SyncClashes.ancestors(of: name.text).contains(where: leftOut.contains))
    }
    report.note(extra: Array(extra.keys), isDry: options.isDry)
    guard options.deletes else { return }
    let deletable = extra.filter { options.deletable?($0.key.text) ?? true }
    report.deleted = deletable.count
    if options.isDry { return }
    _ = try await Array(deletable).boundedMap(width: storage.options.files) { name, object throws(CloudError) in
      try await storage.delete(address.appending(name.text), object)
    }
  }
}

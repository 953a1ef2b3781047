import Foundation
import ObjectStorage
import Support
import Transport

extension AmazonStorage {
  /// Uploads a file in one request, or in parts that make one object. Throws `CloudError`.
  package func upload(
    _ file: RegularFile, to address: StorageAddress, over current: StoredObject??, crc: CRC32C?,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) -> Transferred {
    let stamp = try file.stamp()
    let old: StoredObject?
    if let current { old = current } else { old = try await object(at: address) }
    let ranges = Self.ranges(stamp.size, options: options)
    let sums = try await ranges.boundedMap(width: ProcessInfo.processInfo.activeProcessorCount) {
      range throws(CloudError) in try CRC32C(of: file, offset: range.lowerBound, count: range.count)
    }
    let whole = zip(ranges, sums).reduce(CRC32C()) { $0.followed(by: $1.1, count: $1.0.count) }
    if let old, old.size == stamp.size {
      let isSame: Bool
      if let told = old.crc {
        isSame = told == whole
      } else {
        isSame = try await compare(file, with: old, at: address) ?? false
      }
      if isSame {
        await clearLeftovers(of: address)
        return Transferred(object: old.with(whole), bytes: 0)
      }
    }
    let source = UploadSource(file: file, size: stamp.size, ranges: ranges, sums: sums, crc: whole)
    let meter = UploadMeter(progress)
    let object =
      ranges.count == 1
      ? try await put(source, to: address, over: old, meter) : try await putParts(source, to: address, over: old, meter)
    meter.reach(stamp.size)
    guard try file.stamp() == stamp else {
      throw CloudError(.usage, "\(file.path) changed while it was sent; send it again")
    }
    await clearLeftovers(of: address)
    return Transferred(object: object, bytes: stamp.size)
  }

  /// The parts that a file of some size is sent in: one, or equal ones and a rest; at most 10,000.
  static func ranges(_ size: Int, options: TransferOptions) -> [Range<Int>] {
    if size <= max(options.single, options.chunk) { return [0..<size] }
    let least = (size + 9_999) / 10_000
    let quantum = TransferOptions.quantum
    let part = max(options.chunk, (least + quantum - 1) / quantum * quantum)
    return stride(from: 0, to: size, by: part).map { $0..<min(size, $0 + part) }
  }

  /// Sends a file in one request.
  private func put(
    _ source: UploadSource, to address: StorageAddress, over old: StoredObject?, _ meter: UploadMeter
  ) async throws(CloudError) -> StoredObject {
    let slice = FileSlice(source.file, offset: 0, count: source.size)
    do {
      return try await asking { asks throws(CloudError) in
        var request = AmazonRequest("PUT", bucket: address.bucket, name: address.name)
        request.body = .file(slice)
        request.headers = [("Content-Type", ContentType.of(address.name))]
        request.headers.append(try digest(slice, source.crc, asks))
        // Where the server keeps no checksum, it keeps a note.
        if !asks.checksums { request.headers.append(("x-amz-meta-dogbreed-crc32c", source.crc.base64)) }
        request.headers += try await condition(old, address, asks)
        let asked = request
        let answer = try await patiently { left throws(CloudError) in
          try await client.once(asked, limit: 1 << 20, deadline: left)
        }
        return try await arrived(answer, source, address)
      }
    } catch {
      return try await settled(
        source.file, size: source.size, crc: source.crc, at: address, over: old, error)
    }
  }

  /// The object that a file became. Throws `CloudError` of kind `corrupt`, when it has been deleted again, where it holds
  /// other bytes.
  private func arrived(
    _ answer: CloudResponse, _ source: UploadSource, _ address: StorageAddress
  ) async throws(CloudError) -> StoredObject {
    let object = StoredObject.amazon(name: address.name, size: source.size, tag: answer.headers["etag"])
    let isSame: Bool?
    if let told = answer.headers["x-amz-checksum-crc32c"].flatMap({ CRC32C(base64: $0) }) {
      isSame = told == source.crc
    } else {
      isSame = try await compare(source.file, with: object, at: address)
    }
    if isSame == false {
      // Corrupted content must not stay.
      try await delete(address, object)
      throw CloudError(.corrupt, "\(address) arrived with a different checksum; send it again")
    }
    return object.with(source.crc)
  }

  /// Whether an upload of any object is remembered.
  package var hasLeftovers: Bool { UploadRecords.areLeft(stateFolder: options.stateFolder) }

  /// Ends all remembered uploads of an object.
  package func clearLeftovers(of address: StorageAddress) async {
    let records = records(of: address)
    let begun = records.all
    guard !begun.isEmpty else { return }
    do {
      for record in begun { try await PartUpload(self, address).abort(record.id) }
      try records.remember([])
    } catch {}
  }

  func records(of address: StorageAddress) -> UploadRecords {
    let settings = try? client.settings()
    return UploadRecords(
      stateFolder: options.stateFolder, root: settings?.endpoint ?? "aws", address: address)
  }
}

/// A file on its way, with its parts and their checksums.
struct UploadSource: Sendable {
  let file: RegularFile
  let size: Int
  let ranges: [Range<Int>]
  let sums: [CRC32C]
  /// The whole file's checksum.
  let crc: CRC32C
}

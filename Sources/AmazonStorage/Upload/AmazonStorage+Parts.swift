import Foundation
import ObjectStorage
import Support
import Transport

extension AmazonStorage {
  /// Sends a file in parts; resumes an interrupted upload of the same bytes.
  func putParts(
    _ source: UploadSource, to address: StorageAddress, over old: StoredObject?, _ meter: UploadMeter
  ) async throws(CloudError) -> StoredObject {
    let upload = PartUpload(self, address)
    var attempt = 1
    while true {
      do throws(CloudError) {
        return try await sentParts(source, upload, address, old, meter)
      } catch {
        // Parts that nobody will ask for again cost money.
        if error.status == 412 { await clearLeftovers(of: address) }
        let isOver = error.status == 404 && error.reason == "NoSuchUpload"
        let isDamaged = error.kind == .corrupt || ["InvalidPart", "BadDigest"].contains(error.reason)
        guard isOver || isDamaged, attempt < options.attempts else { throw error }
        attempt += 1
        meter.restart()
        await clearLeftovers(of: address)
      }
    }
  }

  private func sentParts(
    _ source: UploadSource, _ upload: PartUpload, _ address: StorageAddress, _ old: StoredObject?, _ meter: UploadMeter
  ) async throws(CloudError) -> StoredObject {
    let (id, present) = try await opened(source, upload, address)
    let object: StoredObject
    do throws(CloudError) {
      let parts = try await send(source, id, present, upload, meter)
      object = try await asking { asks throws(CloudError) in
        try await upload.complete(
          id, parts, size: source.size, crc: source.crc, try await condition(old, address, asks))
      }
    } catch {
      return try await settled(source.file, size: source.size, crc: source.crc, at: address, over: old, error)
    }
    if object.crc == source.crc { return object }
    // Corrupted content must not stay.
    try await delete(address, object)
    throw CloudError(.corrupt, "\(address) arrived with a different checksum; send it again")
  }

  /// The upload to resume, or a new one, and the parts that have arrived.
  private func opened(
    _ source: UploadSource, _ upload: PartUpload, _ address: StorageAddress
  ) async throws(CloudError) -> (id: String, present: [Int: PartUpload.Part]) {
    let records = records(of: address)
    let begun = records.all
    let now = Date.now.timeIntervalSince1970
    let part = source.ranges[0].count
    if let open = begun.first(where: { $0.fits(crc: source.crc, size: source.size, part: part, now: now) }),
      let parts = try await upload.parts(of: open.id)
    {
      return (open.id, Dictionary(parts.map { ($0.number, $0) }, uniquingKeysWith: { $1 }))
    }
    let id = try await upload.begin(crc: source.crc)
    try records.remember(
      begun + [UploadRecord(id: id, crc: source.crc.value, size: source.size, part: part, begun: now)])
    return (id, [:])
  }

  private func send(
    _ source: UploadSource, _ id: String, _ present: [Int: PartUpload.Part], _ upload: PartUpload, _ meter: UploadMeter
  ) async throws(CloudError) -> [PartUpload.Part] {
    try await Array(zip(source.ranges, source.sums).enumerated()).boundedMap(width: options.streams) {
      index, piece throws(CloudError) in
      let (range, crc) = piece
      let slice = FileSlice(source.file, offset: range.lowerBound, count: range.count)
      if let part = present[index + 1], try holds(part, slice, crc) {
        meter.add(range.count)
        return part
      }
      let part = try await upload.send(slice, number: index + 1, crc: crc, to: id)
      meter.add(range.count)
      return part
    }
  }

  /// Whether a part that arrived has these bytes.
  private func holds(_ part: PartUpload.Part, _ slice: FileSlice, _ crc: CRC32C) throws(CloudError) -> Bool {
    guard part.size == slice.count else { return false }
    if let told = part.crc { return told == crc }
    guard case .whole(let digest) = EntityTag(part.tag) else { return false }
    return try slice.md5() == digest
  }
}

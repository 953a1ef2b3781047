import ObjectStorage
import Support
import Transport

extension AmazonStorage {
  /// By the tag where that is the MD5 of the bytes, or else by the checksum that S3 keeps, or else by the parts' MD5.
  package func compare(
    _ file: RegularFile, with object: StoredObject, at address: StorageAddress
  ) async throws(CloudError) -> Bool? {
    let whole = FileSlice(file, offset: 0, count: object.size)
    let tag = EntityTag(object.tag)
    var differs = false
    if case .whole(let digest) = tag {
      if try whole.md5() == digest { return true }
      // With some encryptions a tag of this form is another number.
      differs = true
    }
    guard let (found, headers) = try await head(address), found.tag == object.tag else { return nil }
    if let crc = found.crc { return try CRC32C(of: file, offset: 0, count: object.size) == crc }
    let encryption = headers["x-amz-server-side-encryption"]
    if encryption?.hasPrefix("aws:kms") ?? false
      || headers["x-amz-server-side-encryption-customer-algorithm"] != nil
    {
      return nil
    }
    if differs { return false }
    guard case .parts(let digest, let count) = tag, let part = try await head(address, part: 1)?.object.size, part > 0,
      (object.size + part - 1) / part == count
    else { return nil }
    var all: [UInt8] = []
    for begin in stride(from: 0, to: object.size, by: part) {
      all += try FileSlice(file, offset: begin, count: min(part, object.size - begin)).md5()
    }
    // Parts of unlike sizes have another tag with the same bytes.
    return EntityTag.md5(all) == digest ? true : nil
  }
}

import NIOCore
import Support
import Transport

/// A store of objects in buckets: Cloud Storage, S3, or what speaks as they do.
///
/// What a store must do by itself; transfers of folders and downloads are built on it, the same for all.
package protocol ObjectStore: Sendable {
  /// Sizes of parts, and how many travel at a time.
  var options: TransferOptions { get }

  /// The object's metadata; nil when there is none. Throws `CloudError`.
  func object(at address: StorageAddress) async throws(CloudError) -> StoredObject?

  /// One page of the objects below an address in the order of their names, 1,000 at most, and what asks for the next.
  ///
  /// - start, end: names between which to list. Of two stretches that meet at a name exactly one has it.
  /// - limit: the most objects.
  ///
  /// Throws `CloudError`, also where the listing would never end.
  func page(
    below address: StorageAddress, from start: String?, to end: String?, after token: String?, limit: Int
  ) async throws(CloudError) -> ObjectPage

  /// Deletes this version of an object; succeeds if it is already gone or replaced. Throws `CloudError`.
  func delete(_ address: StorageAddress, _ object: StoredObject) async throws(CloudError)

  /// Proves that an object may be created, without creating one. Throws `CloudError`.
  func canWrite(to address: StorageAddress) async throws(CloudError)

  /// Uploads a file to an object, which it replaces unless the content is the same. Resumes an interrupted upload.
  ///
  /// Throws `CloudError`: of status 412 when somebody else wrote the object meanwhile.
  ///
  /// - current: the object as a listing showed it, `.some(nil)` for none; nil to look it up.
  /// - crc: the file's checksum where it is known.
  /// - progress: called with the number of further bytes received.
  func upload(
    _ file: RegularFile, to address: StorageAddress, over current: StoredObject??, crc: CRC32C?,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) -> Transferred

  /// Hands bytes of this version of an object to `sink` as they come, with the answer that they came in; once, without
  /// another try. Throws `CloudError`: of status 404 when the version is gone.
  func read(
    _ bytes: Range<Int>, of object: StoredObject, at address: StorageAddress,
    _ sink: (CloudResponse, ByteBuffer) throws(CloudError) -> Void
  ) async throws(CloudError)

  /// Whether a file holds the bytes of an object whose checksum isn't known, and whose size it has; nil where that can't
  /// be found out. Throws `CloudError`.
  func compare(
    _ file: RegularFile, with object: StoredObject, at address: StorageAddress
  ) async throws(CloudError) -> Bool?

  /// How long failing requests are repeated.
  var policy: RetryPolicy { get }

  /// Whether refused credentials may be replaced by newer ones.
  var renewsCredentials: Bool { get }

  /// Whether unfinished uploads of any object may be remembered: spares a look for each of many files.
  var hasLeftovers: Bool { get }

  /// Removes what unfinished uploads left of an object that is there now; what can't be is kept in mind until next time.
  func clearLeftovers(of address: StorageAddress) async
}

extension ObjectStore {
  /// Uploads a file, as the requirement of this name does. Throws `CloudError`.
  package func upload(
    _ path: String, to address: StorageAddress, over current: StoredObject?? = nil, crc: CRC32C? = nil,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws(CloudError) -> Transferred {
    let file = try CloudError.wrapping { () throws(FileError) in try RegularFile(reading: path) }
    return try await upload(file, to: address, over: current, crc: crc, progress: progress)
  }

  /// Nil: of a store that tells each object's checksum, or none.
  package func compare(
    _ file: RegularFile, with object: StoredObject, at address: StorageAddress
  ) async throws(CloudError) -> Bool? { nil }

  /// All objects below an address, in the order of their names. Throws `CloudError`.
  ///
  /// - starts: Sorted names at which to split the listing: the parts are requested in parallel.
  package func list(below address: StorageAddress, starts: [String] = []) async throws(CloudError) -> [StoredObject] {
    let bounds: [String?] = [nil] + starts + [nil]
    return try await Array(zip(bounds, bounds.dropFirst())).boundedMap(width: options.files) {
      (range: (String?, String?)) throws(CloudError) in
      var all: [StoredObject] = []
      var token: String?
      repeat {
        let page = try await page(below: address, from: range.0, to: range.1, after: token, limit: 1000)
        all += page.objects
        token = page.next
      } while token != nil
      return all
    }.flatMap { $0 }
  }

  /// The first objects, 100 at most, below an address. Throws `CloudError`.
  package func firstObjects(below address: StorageAddress) async throws(CloudError) -> [StoredObject] {
    try await page(below: address, from: nil, to: nil, after: nil, limit: 100).objects
  }
}

import Foundation
import ObjectStorage
import Transport

/// The key that requests are signed with: looked for once, by one request at a time, and again before it ends.
package actor AmazonCredentials {
  private let find: @Sendable () async throws(CloudError) -> LentKey
  private var held: LentKey?
  private var looking: Task<Result<LentKey, CloudError>, Never>?

  /// Seconds before its end from which a key is not used for a new request.
  private static let margin = 120.0

  init(_ find: @escaping @Sendable () async throws(CloudError) -> LentKey) { self.find = find }

  /// The key. Throws `CloudError`, of kind `credentials` where there is none.
  func key() async throws(CloudError) -> AccessKey {
    if let held, held.end.map({ $0 - Self.margin > Date.now.timeIntervalSince1970 }) ?? true { return held.key }
    let task: Task<Result<LentKey, CloudError>, Never>
    if let looking {
      task = looking
    } else {
      let find = find
      task = Task { () -> Result<LentKey, CloudError> in
        do throws(CloudError) {
          return .success(try await find())
        } catch {
          return .failure(error)
        }
      }
      looking = task
    }
    let result = await task.value
    looking = nil
    let key = try result.get()
    held = key
    return key.key
  }

  /// The server takes this key no more: the next request looks for another one. Returns whether that may help.
  func refused(_ key: AccessKey) -> Bool {
    guard held?.key == key else { return true }
    let isLent = held?.end != nil
    held = nil
    return isLent
  }
}

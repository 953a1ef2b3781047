import CTorch

/// Words that the processes leave with rank 0 for one another.
///
/// Sendable although the group isn't: only its store is used, which locks itself.
package final class GroupWords: @unchecked Sendable {
  private let group: ProcessGroup

  init(_ group: ProcessGroup) { self.group = group }

  /// Leaves a word under a key.
  package func leave(_ word: String, under key: String) throws(TorchError) {
    try check(key.withCString { key in word.withCString { ctorch_group_leave_word(group.handle, key, $0) } }, #function)
  }

  /// The word left under a key, if any.
  package func word(under key: String) throws(TorchError) -> String? {
    var buffer = [CChar](repeating: 0, count: 1024)
    var found = false
    let status = key.withCString { key in
      buffer.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { ctorch_group_word(group.handle, key, $0, buffer.count, &found) } ?? CTORCH_FAILED
      }
    }
    try check(status, #function)
    return found ? String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}

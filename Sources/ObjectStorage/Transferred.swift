import Support

/// The result of a file transfer.
package struct Transferred: Sendable {
  /// The object as it is now.
  package let object: StoredObject
  /// Bytes transferred; 0 if both sides were already the same.
  package let bytes: Int

  package init(object: StoredObject, bytes: Int) { (self.object, self.bytes) = (object, bytes) }
}

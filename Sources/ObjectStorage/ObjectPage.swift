import Transport

/// A page of a listing.
package struct ObjectPage: Sendable {
  /// The objects, in the order of their names.
  package let objects: [StoredObject]
  /// What asks for the next page; nil at the end.
  package let next: String?

  package init(objects: [StoredObject], next: String?) { (self.objects, self.next) = (objects, next) }
}

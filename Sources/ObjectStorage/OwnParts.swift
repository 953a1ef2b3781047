/// Objects that this program keeps in a bucket for a while; a folder's listing leaves them out.
package enum OwnParts {
  /// What the name of each begins with.
  package static let prefix = ".dogbreed-parts/"
}

/// The mark of a page that this program wrote.
package enum PageMark {
  /// Stands in the head of each page.
  package static let generator = "<meta name=\"generator\" content=\"dogbreed\">"
}

/// What tells a page that this program wrote from every other file.
package enum PageMark {
  /// Stands in the head of each page.
  package static let generator = "<meta name=\"generator\" content=\"dogbreed\">"
}

struct ComparisonError: Error, CustomStringConvertible {
  var description: String {
    "No image shows a class that all the models know; compare models of the same classes, or name other images."
  }
}

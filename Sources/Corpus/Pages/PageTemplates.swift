import HTMLPages

/// The data pages' templates: pages that load nothing from elsewhere and run nothing.
enum PageTemplates {
  /// Returns a page with its values, which the template escapes.
  static func render(_ name: String, _ values: [String: Any]) throws -> String {
    try HTMLTemplates([
      ("head", PackageResources.head_mustache), ("foot", PackageResources.foot_mustache),
      ("figure", PackageResources.figure_mustache), ("checkup", PackageResources.checkup_mustache),
      ("dataset", PackageResources.dataset_mustache),
    ]).render(name, values)
  }

  /// What the figure of a picture shows; without an address it is shown by its name alone.
  static func figure(_ picture: FoundPicture, _ address: String?) -> [String: Any] {
    [
      "file": picture.file, "address": address ?? false, "label": picture.label, "split": picture.split.rawValue,
      "name": picture.file.split(separator: "/").last.map(String.init) ?? picture.file,
    ]
  }

  /// The parts of a data set and how many pictures each has.
  static func parts(_ counts: [String: Int]) -> String {
    Split.allCases.compactMap { part in counts[part.rawValue].map { "\(part.rawValue) \($0)" } }.joined(separator: ", ")
  }

  /// How many of `count` things aren't among the first `limit`, as a template takes it.
  static func more(_ count: Int, than limit: Int) -> Any { count > limit ? "\(count - limit)" : false }
}

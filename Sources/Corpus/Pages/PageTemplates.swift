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

  /// What the figure of an image shows; without an address it is shown by its name alone.
  static func figure(_ image: FoundImage, _ address: String?) -> [String: Any] {
    [
      "file": image.file, "address": address ?? false, "label": image.label, "split": image.split.rawValue,
      "name": image.file.split(separator: "/").last.map(String.init) ?? image.file,
    ]
  }

  /// The parts of a data set and how many images each has.
  static func parts(_ counts: [String: Int]) -> String {
    Split.allCases.compactMap { part in counts[part.rawValue].map { "\(part.rawValue) \($0)" } }.joined(separator: ", ")
  }

  /// How many of `count` things aren't among the first `limit`, as a template takes it.
  static func more(_ count: Int, than limit: Int) -> Any { count > limit ? "\(count - limit)" : false }
}

import ArgumentParser
import Corpus
import Taxonomy

/// Which images, and where their labels are.
package struct DataOptions: ParsableArguments {
  @Option(
    name: .both("data", "data-dir"),
    help: """
      A folder of images: one folder per class, train/ and test/ of those, a set of `data fetch`, Kaggle's \
      labels.csv or Hugging Face's metadata.csv or .jsonl; or its gs:// URL. May be repeated.
      """, transform: Place.pathOrURL)
  package var data: [String]

  @OptionGroup package var labelOptions: LabelOptions

  package init() {}

  package func validate() throws {
    if data.isEmpty { throw ValidationError("Name a folder of images with --data.") }
  }
}

extension DataOptions {
  /// Finds the images and their labels, as `LabelOptions` does; brings them here first.
  package func find(classes: [ClassName]? = nil, split: Split = .train) async throws -> DataSet {
    try await labelOptions.fetched().find(in: Remote.inputs(data), classes: classes, split: split)
  }
}

import ArgumentParser
import Corpus
import Taxonomy

/// Which photographs, and where their labels are.
package struct DataOptions: ParsableArguments {
  @Option(
    name: .both("data", "data-dir"),
    help: """
      A folder of photographs: one folder a class, train/ and test/ of those, Stanford Dogs, Oxford-IIIT Pet, Kaggle's \
      labels.csv or Hugging Face's metadata.csv or .jsonl; or its gs:// address. May be repeated.
      """, transform: Place.pathOrURL)
  package var data: [String]

  @OptionGroup package var labelOptions: LabelOptions

  package init() {}

  package func validate() throws {
    if data.isEmpty { throw ValidationError("Name a folder of photographs with --data.") }
  }
}

extension DataOptions {
  /// Finds the photographs and their labels, as `LabelOptions` does; brings them here first.
  package func find(classes: [ClassName]? = nil, split: Split = .train) async throws -> DataSet {
    try await labelOptions.fetched().find(in: Remote.inputs(data), classes: classes, split: split)
  }
}

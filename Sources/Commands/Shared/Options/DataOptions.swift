import ArgumentParser
import Corpus
import Taxonomy

/// Which images, and where their labels are.
package struct DataOptions: ParsableArguments {
  @OptionGroup package var sources: DataSources
  @OptionGroup package var labelOptions: LabelOptions

  package init() {}

  /// The folders as they were named.
  package var data: [String] { sources.data }
}

extension DataOptions {
  /// Finds the images and their labels, as `LabelOptions` does; brings them here first.
  package func find(classes: [ClassName]? = nil, split: Split = .train) async throws -> DataSet {
    try await labelOptions.fetched().find(in: Remote.inputs(data), classes: classes, split: split)
  }
}

import ArgumentParser
import Corpus

/// The data folders of a `data` verb, named without a flag.
struct DataFolders: ParsableArguments {
  @Argument(
    help: "A folder of images in any supported layout, or a gs:// or s3:// URL; several form one data set.",
    transform: Place.pathOrURL)
  var folders: [String]

  @OptionGroup var labelOptions: LabelOptions

  /// Finds the images and their labels; throws `CorpusError`.
  func find() async throws -> DataSet { try await labelOptions.fetched().find(in: Remote.inputs(folders)) }
}

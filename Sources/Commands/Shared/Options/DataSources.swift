import ArgumentParser

/// Which folders hold the images.
package struct DataSources: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: """
      A folder of images: one folder per class, train/ and test/ of those, a set of `data fetch`, Kaggle's \
      labels.csv or Hugging Face's metadata.csv or .jsonl; or its gs:// or s3:// URL. May be repeated.
      """, transform: Place.pathOrURL)
  package var data: [String]

  package init() {}

  package func validate() throws {
    if data.isEmpty { throw ValidationError("Name a folder of images with --data.") }
  }
}

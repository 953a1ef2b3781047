import ArgumentParser

extension NameSpecification {
  /// A long name in both spellings: `--model-dir` and `--model_dir`.
  package static func both(_ names: String...) -> NameSpecification {
    NameSpecification(
      names.flatMap { name -> [NameSpecification.Element] in
        let underscored = String(name.map { $0 == "-" ? "_" : $0 })
        return underscored == name ? [.customLong(name)] : [.customLong(name), .customLong(underscored)]
      })
  }
}

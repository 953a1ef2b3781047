import ObjectStorage

/// How a file of some size is uploaded; pure.
enum UploadPlan: Equatable {
  case single
  case resumable
  /// Parts in their order, each a range of the file's bytes.
  case composed([Range<Int>])

  init(size: Int, options: TransferOptions) {
    if size <= options.single {
      self = .single
    } else if size < options.composedFrom || size < 2 * options.part {
      self = .resumable
    } else {
      let count = min(32, size / options.part)
      let each = (size + count - 1) / count
      self = .composed((0..<count).map { ($0 * each)..<min(size, ($0 + 1) * each) }.filter { !$0.isEmpty })
    }
  }
}

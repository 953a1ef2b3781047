/// No machine was available.
enum ShortageError: Error, CustomStringConvertible {
  case short(String)
  case nowhere

  var description: String {
    switch self {
    case .short(let words):
      "No machine is available for the job: \(words.hasSuffix(".") ? String(words.dropLast()) : words). Name more machines or regions with "
        + "--machine A,B or --regions, or wait with --on-shortage wait."
    case .nowhere: "There is nowhere to submit the job; name one with --machine and --region."
    }
  }
}

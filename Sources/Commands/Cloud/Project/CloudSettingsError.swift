/// Why `dogbreed.json` can't be used.
enum CloudSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(path: String)
  case invalid(path: String)
  case foreign(path: String, key: String)
  case unwritable(path: String, reason: String)
  case missing(what: String, flag: String)
  case improper(String)

  var description: String {
    switch self {
    case .unreadable(let path): "\(path) can't be read; fix its permissions, or name another file with --config."
    case .invalid(let path):
      "\(path) is not a valid settings file; fix it, or remove it and run dogbreed cloud init."
    case .foreign(let path, let key):
      "\(path) holds \(key), which no settings file has; name another file with --config."
    case .unwritable(let path, let reason): "\(path) can't be written (\(reason)); name another file with --config."
    case .improper(let words): words
    case .missing(let what, let flag): "No \(what) is set; give \(flag), or run dogbreed cloud init."
    }
  }
}

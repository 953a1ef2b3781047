/// Why several processes can't be started.
enum LauncherError: Error, CustomStringConvertible {
  case noProgram, noPort

  var description: String {
    switch self {
    case .noProgram: "The program can't find its own executable; start it by its full path."
    case .noPort: "No free port was found on 127.0.0.1; check that loopback works."
    }
  }
}

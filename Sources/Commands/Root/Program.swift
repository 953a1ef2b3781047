import ArgumentParser
import Artifact
import Foundation
import Runtime
import Support

/// The program as a whole.
package enum Program {
  /// The program's version, as `--version` prints it.
  package static let version = "0.1.0"

  /// What people type to start it: `script/dogbreed` says so by `DOGBREED_NAME`.
  package static var name: String { ProcessInfo.processInfo.environment["DOGBREED_NAME"] ?? "dogbreed" }
}

extension Program {
  /// What `--version` prints: the program, the engine, and the model that answers where none is named.
  static var versions: String {
    var lines = ["dogbreed \(version)", "OpenVINO \(EngineVersion.text ?? "unknown")"]
    if let place = Folders.shippedModel {
      let model = try? ModelFolder.readDescription(in: URL(filePath: place, directoryHint: .isDirectory))
      lines.append(
        model.map { "model \($0.name.printableName) \($0.seal.prefix(8))" } ?? "no model in \(place.printableName)")
    }
    return lines.joined(separator: "\n")
  }
}

/// Runs the verb that the process's arguments name and returns the exit code: 0, 1 for a failure, 2 for wrong usage, 3
/// if the work was done but the data has problems.
public func run() async -> Int32 { await run(Dogbreed.self) }

/// Runs the verb of another root command in the same way.
///
/// - Parameter doubting: What verbs that doubt labels ask.
package func run(_ root: any ParsableCommand.Type, doubting: DoubtSource.Doubting? = nil) async -> Int32 {
  signal(SIGPIPE, SIG_IGN)
  // A word of a megabyte is not a typing error.
  if let unknown = UnknownVerb(CommandLine.arguments.dropFirst().prefix(4).map { String($0.prefix(100)) }, of: root) {
    Console.error("Error: \(unknown)")
    return 2
  }
  do {
    var command = try root.parseAsRoot(OriginalSpelling.undone(Array(CommandLine.arguments.dropFirst())))
    (command as? any ModalOptions)?.sayIdleOptions()
    if var doubter = command as? any DoubtingCommand {
      doubter.doubting = doubting
      command = doubter
    }
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
    return 0
  } catch {
    return report(error, of: root)
  }
}

/// Prints an error as one sentence (or the requested help) and returns its exit code.
private func report(_ error: any Error, of root: any ParsableCommand.Type) -> Int32 {
  let code = root.exitCode(for: error)
  if code == .success {
    do throws(OutputError) {
      let text = root.fullMessage(for: error)
      if text == Program.version {
        try Console.out(Program.versions)
        return 0
      }
      // A text that says how a verb is used is its help.
      try Console.out(text.contains("\nUSAGE: ") ? "\(text)\n\(OriginalSpelling.note)" : text)
    } catch {
      return report(error, of: root)
    }
    return 0
  }
  if error is CleanExit || error is ExitCode { return code.rawValue }
  if error as? OutputError == .closed { return 0 }
  guard code == .validationFailure else {
    Console.error("error: \(sentence(for: error))")
    return 1
  }
  Console.error(root.fullMessage(for: error))
  if let word = OriginalSpelling.assignment(in: CommandLine.arguments.dropFirst()) {
    Console.error("Options are written with hyphens: --\(word.name) \(word.value), not \(word.name)=\(word.value).")
  }
  return 2
}

/// Our own errors describe themselves; Foundation's are told by their path and the system's words.
private func sentence(for error: any Error) -> String {
  switch error {
  case let error as CocoaError:
    guard let path = error.filePath ?? error.url?.path else { return error.localizedDescription }
    return "\(path) can't be used (\(SystemReason.of(error)))."
  case is POSIXError: return SystemReason.of(error) + "."
  default: return "\(error)"
  }
}

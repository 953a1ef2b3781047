import Foundation
import Subprocess
import SystemPackage

/// Another program, run to completion with arguments that no shell reads; it ends with the task that runs it.
struct ChildProgram: Sendable {
  let path: String
  let words: [String]
  let environment: [String: String]

  init(_ path: String, _ words: [String], environment: [String: String] = [:]) {
    (self.path, self.words, self.environment) = (path, words, environment)
  }

  /// The program of that name in the first folder that has one.
  static func find(_ name: String, in folders: [String]) -> String? {
    folders.lazy.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The folders of `PATH`.
  static var searchPath: [String] {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
  }

  /// Runs it with its output on our standard error, and returns its exit status.
  func loud() async throws -> Int32 { try await run(.currentStandardError, .currentStandardError) }

  /// Runs it silently, and returns its exit status.
  func quiet() async throws -> Int32 { try await run(.discarded, .discarded) }

  /// Runs it with its output written to a file, and returns its exit status.
  func writing(to file: URL, isQuiet: Bool = false) async throws -> Int32 {
    let output = try FileDescriptor.open(
      FilePath(file.path), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
    defer { try? output.close() }
    let told = FileDescriptorOutput.fileDescriptor(output, closeAfterSpawningProcess: false)
    return isQuiet ? try await run(told, .discarded) : try await run(told, .currentStandardError)
  }

  /// A program that a signal ended has the status that a shell would report: 128 plus the signal's number.
  private func run(_ output: some OutputProtocol, _ errors: some ErrorOutputProtocol) async throws -> Int32 {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
    let changes = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    let ended = try await Subprocess.run(
      .path(FilePath(path)), arguments: Arguments(words),
      environment: .inherit.updating(Dictionary(changes) { $1 }), platformOptions: options, output: output,
      error: errors)
    return switch ended.terminationStatus {
    case .exited(let status): status
    case .signaled(let number): 128 + number
    }
  }
}

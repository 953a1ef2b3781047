import Foundation

/// The Python with the independent implementations that answers are checked against; `script/test` sets it up.
///
/// `DOGBREED_REFERENCE_PYTHON` names it. Tests that need it carry `.enabled(if: ReferencePython.available)`.
public enum ReferencePython {
  public static var interpreter: String? { ProcessInfo.processInfo.environment["DOGBREED_REFERENCE_PYTHON"] }

  public static var available: Bool { interpreter != nil }

  public struct Failed: Error { public let status: Int32, output: String }

  /// Runs a script given as text with arguments and returns what it printed to standard output.
  public static func run(
    _ script: String, _ arguments: [String] = [], interpreter: String? = interpreter
  ) throws -> String {
    guard let interpreter else { throw Failed(status: -1, output: "there is no reference Python") }
    let process = Process()
    process.executableURL = URL(filePath: interpreter)
    process.arguments = ["-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    let errors = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString).txt")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw Failed(status: process.terminationStatus, output: text + said)
    }
    return text
  }
}

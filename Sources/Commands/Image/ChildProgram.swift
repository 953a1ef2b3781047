import Foundation

/// Another program, run to completion with arguments that no shell reads.
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
  func loud() async throws -> Int32 {
    try await run { $0.standardOutput = FileHandle.standardError }
  }

  /// Runs it silently, and returns its exit status.
  func quiet() async throws -> Int32 {
    try await run {
      $0.standardOutput = FileHandle.nullDevice
      $0.standardError = FileHandle.nullDevice
    }
  }

  /// Runs it with its output written to a file, and returns its exit status.
  func writing(to file: URL, isQuiet: Bool = false) async throws -> Int32 {
    guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
    }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    return try await run {
      $0.standardOutput = handle
      if isQuiet { $0.standardError = FileHandle.nullDevice }
    }
  }

  private func run(_ prepare: (Process) -> Void) async throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    prepare(process)
    let (ends, ended) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      ended.yield(process.terminationStatus)
      ended.finish()
    }
    try process.run()
    var status: Int32 = -1
    for await code in ends { status = code }
    return status
  }
}

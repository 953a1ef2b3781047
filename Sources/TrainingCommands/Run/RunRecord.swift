import Artifact
import Commands
import Corpus
import Foundation
import Support
import Torch
import Training

/// The record of a run in `run.json`: its arguments, versions, data, machine and times.
struct RunRecord: Encodable {
  let arguments: [String]
  let version: String
  let libtorch: String
  let images: Int
  let classes: Int
  let seed: UInt64
  let tuning: [String: String]?
  let machine: [String: String]
  let begun: Date
  let ended: Date?
  let seconds: Double?
  let dataHash: String?
  let validation: [String: Double]?
  let modelSeal: String?

  init(_ options: TrainOptions, data: DataSet, begun: Date, trained: TrainedModel? = nil) {
    arguments = Array(CommandLine.arguments.dropFirst())
    version = Program.version
    libtorch = Threads.libraryVersion
    images = data.samples.count
    classes = data.classes.count
    seed = options.seed
    tuning = (trained?.plan ?? options.tuning?.plan)?.summary
    let info = ProcessInfo.processInfo
    machine = [
      "system": info.operatingSystemVersionString, "cores": "\(info.activeProcessorCount)",
      "memory": "\(info.physicalMemory >> 20) MB",
      "devices": Device.available.map(\.description).joined(separator: ", "),
    ]
    self.begun = begun
    ended = trained.map { _ in .now }
    seconds = ended?.timeIntervalSince(begun)
    dataHash = trained?.description.training.dataHash
    validation = trained?.validation
    modelSeal = trained?.description.seal
  }

  /// Throws what the file system throws, with the path.
  func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try AtomicFile.write(Array(JSONText.data(self, isPretty: true)), to: folder.appending(path: "run.json").path)
  }
}

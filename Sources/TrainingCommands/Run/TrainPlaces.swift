import Commands
import Foundation
import GoogleCloud
import ObjectStorage
import Training

/// Where training reads and writes on this machine. gs:// and s3:// inputs are downloaded first, but of prepared shards the
/// indices alone where each image is read once; outputs are uploaded: checkpoints and logs while training runs, the model once
/// it is complete.
struct TrainPlaces: Sendable {
  private(set) var data: [String]
  private(set) var modelDir: String
  /// By default what `AIP_TENSORBOARD_LOG_DIR` names.
  private(set) var logDir: String?
  /// What `AIP_CHECKPOINT_DIR` names, or `MODEL-checkpoints` next to the model folder, which is replaced as a whole.
  private(set) var checkpoints: String
  /// The environment for child processes.
  private(set) var environment: [String: String] = [:]
  /// Shards that come some at a time; nil where there are none.
  private(set) var supply: BucketShards?
  /// Where these will be, by the folder with their indices.
  private(set) var shards: [String: String] = [:]

  private var stored: [Mirror.Place] = []
  private var replaced: [(named: String, local: String)] = []
  private let readAhead: Int?

  /// Throws `CloudError` of kind `usage` for an invalid URL.
  ///
  /// - Parameter readAhead: Bytes of shards that may be here at a time; nil to bring all of them first.
  init(
    data: [String], modelDir: String, logDir: String?, checkpoints: Bool, readAhead: Int?, environment: [String: String]
  ) throws {
    self.readAhead = readAhead
    self.data = data
    self.modelDir = try Place.pathOrURL(modelDir)
    func named(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
    self.logDir = try (logDir ?? named("AIP_TENSORBOARD_LOG_DIR")).flatMap {
      $0.isEmpty ? nil : try Place.pathOrURL($0)
    }
    self.checkpoints = try Place.pathOrURL(named("AIP_CHECKPOINT_DIR") ?? Self.defaultCheckpoints(modelDir))
    // A path from a variable is replaced there, too: child processes take theirs from it.
    if checkpoints, Remote.isAddress(self.checkpoints) {
      self.checkpoints = try localFolder(self.checkpoints, kind: .checkpoints)
      self.environment["AIP_CHECKPOINT_DIR"] = self.checkpoints
    }
    if let logs = self.logDir, Remote.isAddress(logs) {
      let local = try localFolder(logs, kind: .logs)
      self.logDir = local
      self.environment["AIP_TENSORBOARD_LOG_DIR"] = local
    }
    if Remote.isAddress(modelDir) {
      self.modelDir = try localFolder(modelDir, kind: .model)
      self.environment["AIP_MODEL_DIR"] = self.modelDir
    }
  }

  private static func defaultCheckpoints(_ modelDir: String) -> String {
    (modelDir.hasSuffix("/") ? String(modelDir.dropLast()) : modelDir) + "-checkpoints"
  }

  /// The local folder for a URL that is written to.
  private mutating func localFolder(_ named: String, kind: Mirror.Kind) throws -> String {
    let address = try StorageAddress(named)
    let local = Remote.place(of: address)
    stored.append(Mirror.Place(local: local, address: address, kind: kind))
    replaced.append((named, local))
    return local
  }

  /// Downloads the inputs, runs `body`, and uploads the outputs if this is the first process.
  ///
  /// - Parameter launches: Whether `body` only starts other processes, which bring shards here themselves.
  func with(isFirst: Bool, launches: Bool, _ body: (TrainPlaces) async throws -> Void) async throws {
    guard let readAhead, data.contains(where: Remote.isAddress) else {
      var local = self
      local.data = try await Remote.inputs(data)
      local.replaced += zip(data, local.data).filter { $0 != $1 }.map { ($0, $1) }
      return try await local.storing(isFirst: isFirst, body)
    }
    try await Remote.with { remote in
      var local = self
      var supply = BucketShards(in: try await .make(), limit: readAhead)
      for (number, named) in data.enumerated() where Remote.isAddress(named) {
        let finder = BucketShardFinder(remote: remote, progress: ConsoleProgress())
        if let (folder, shards) = try await finder.shards(at: StorageAddress(named)) {
          if launches { continue }
          local.data[number] = folder
          local.shards[folder] = try supply.add(shards)
          local.supply = supply
        } else {
          local.data[number] = try await Remote.input(named)
          local.replaced.append((named, local.data[number]))
        }
      }
      try await local.storing(isFirst: isFirst, body)
    }
  }

  /// Runs `body`, and uploads the outputs.
  private func storing(isFirst: Bool, _ body: (TrainPlaces) async throws -> Void) async throws {
    if !stored.isEmpty { try await Remote.with { try await prepare($0, isFirst: isFirst) } }
    try await Mirror(isFirst ? stored : [], progress: ConsoleProgress()).run { try await body(self) }
  }

  /// Finds out whether the model may be written, and downloads what the run resumes from; a copy from another run
  /// must not stay.
  private func prepare(_ remote: Remote, isFirst: Bool) async throws {
    for place in stored {
      switch place.kind {
      case .model:
        if isFirst { try await StoreDestination.requireModel(place.address, remote.storage(of: place.address)) }
      case .checkpoints: try await remote.fetch(place.address, to: place.local, mayBeMissing: true)
      case .logs: try await remote.fetch(LogFolder.continued, of: place.address, to: place.local)
      }
    }
  }

  /// A command's arguments with local folders in place of URLs.
  func local(_ arguments: [String]) -> [String] {
    arguments.map { word in
      for (named, local) in replaced {
        if word == named { return local }
        if word.hasPrefix("-"), word.hasSuffix("=" + named) { return word.dropLast(named.count) + local }
      }
      return word
    }
  }
}

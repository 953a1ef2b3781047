import Foundation
import Logging
import ServiceLifecycle
import Taxonomy
import UnixSignals

/// Fills the slot at the start and swaps the model on SIGHUP or when its folder changes.
///
/// Every model is verified before it serves. One that can't be loaded or verified is rejected: at startup the server
/// exits with its error, later the old model stays. Models are loaded one at a time, on a thread of their own; reloads
/// that come during a load are one reload.
struct ModelKeeper: Service {
  let slot: ModelSlot
  let load: ModelLoader
  /// The folder to watch; nil without `--watch`.
  let watched: URL?
  let interval: Duration
  let metrics: ServerMetrics
  let logger: Logger
  /// Files that are read again on SIGHUP, and with `--watch` when they change.
  let files: [RereadFiles]
  /// Whether these files are watched.
  let watchesFiles: Bool
  /// Called once the first model is proven.
  var ready: @Sendable () async -> Void = {}

  func run() async throws {
    // Before the first load, so that a signal or a change during it isn't lost (nor ends the process).
    let signals = await UnixSignalsSequence(trapping: .sighup)
    let folder = watched.map { FolderState(of: $0) }
    let states = files.map { FolderState(files: $0.paths) }
    try await fill()
    await ready()
    let (reloads, reload) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        group.addTask {
          for await _ in signals.cancelOnGracefulShutdown() {
            // At once, however long a load in progress takes: a key may have been withdrawn.
            for file in files { file.readAgain(logger) }
            reload.yield("SIGHUP")
          }
        }
        for (file, state) in zip(files, states) where watchesFiles {
          group.addTask { await watch({ FolderState(files: file.paths) }, from: state) { file.readAgain(logger) } }
        }
        if let watched, let folder {
          group.addTask { await watch({ FolderState(of: watched) }, from: folder) { reload.yield("changed files") } }
        }
        group.addTask { for await cause in reloads { await swap(cause) } }
        try? await gracefulShutdown()
        reload.finish()
        group.cancelAll()
      }
    } onGracefulShutdown: {
      slot.leave()
    }
  }

  private func fill() async throws {
    let model = try await withTaskExecutorPreference(OwnThreads.loading) {
      let model = try await load()
      try await model.verify()
      return model
    }
    slot.put(model)
    metrics.swapped(to: model.card)
    logger.info("model ready", metadata: ["model": "\(model.card.name)", "version": "\(model.card.version)"])
  }

  private func swap(_ cause: String) async {
    do {
      try await fill()
    } catch {
      metrics.refusedModel()
      logger.error("model refused, the old one stays in use", metadata: ["cause": "\(cause)", "error": "\(error)"])
    }
  }

  /// Calls `changed` when what is watched has changed since `first` and then kept still for one interval, so that
  /// half-written files aren't tried.
  private func watch(_ state: () -> FolderState, from first: FolderState, _ changed: () -> Void) async {
    var asked = first
    var last = first
    while !Task.isCancelled {
      guard (try? await Task.sleep(for: interval)) != nil else { return }
      let now = state()
      if now != asked, now == last {
        asked = now
        changed()
      }
      last = now
    }
  }
}

import Foundation
import Logging
import ServiceLifecycle
import Taxonomy
import UnixSignals

/// Fills the slot at the start and swaps the model on SIGHUP or when its folder changes.
///
/// Every model is verified before it serves. One that can't be loaded or verified is rejected: at startup the server
/// exits with its error, later the old model stays. Models are loaded one at a time, on a thread of their own; wishes
/// that come during a load are one wish.
struct ModelKeeper: Service {
  let slot: ModelSlot
  let load: ModelLoader
  /// The folder to watch; nil without `--watch`.
  let watched: URL?
  let interval: Duration
  let metrics: ServerMetrics
  let logger: Logger
  /// Called once the first model is proven.
  var ready: @Sendable () async -> Void = {}

  func run() async throws {
    // Before the first load, so that a signal or a change during it isn't lost (nor ends the process).
    let signals = await UnixSignalsSequence(trapping: .sighup)
    let folder = watched.map { FolderState(of: $0) }
    try await fill()
    await ready()
    let (wishes, wish) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        group.addTask { for await _ in signals.cancelOnGracefulShutdown() { wish.yield("SIGHUP") } }
        if let watched, let folder {
          group.addTask { await watch(watched, from: folder) { wish.yield("changed files") } }
        }
        group.addTask { for await cause in wishes { await swap(cause) } }
        try? await gracefulShutdown()
        wish.finish()
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
    metrics.loaded(true)
    logger.info("model ready", metadata: ["model": "\(model.card.name)", "version": "\(model.card.version)"])
  }

  private func swap(_ cause: String) async {
    do {
      try await fill()
    } catch {
      metrics.loaded(false)
      logger.error("model refused, the old one stays", metadata: ["cause": "\(cause)", "error": "\(error)"])
    }
  }

  /// Asks for a swap when the folder has changed since `first` and then kept still for one interval, so that
  /// half-written ones aren't tried.
  private func watch(_ folder: URL, from first: FolderState, _ changed: () -> Void) async {
    var asked = first
    var last = first
    while !Task.isCancelled {
      guard (try? await Task.sleep(for: interval)) != nil else { return }
      let now = FolderState(of: folder)
      if now != asked, now == last {
        asked = now
        changed()
      }
      last = now
    }
  }
}

/// Names, sizes and modification dates of a folder's files: differs when one of them was changed.
struct FolderState: Hashable {
  private var files: [String: [Double]] = [:]

  init(of folder: URL) {
    // A link that is pointed at another folder is a change too.
    let folder = folder.resolvingSymlinksInPath()
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: Array(keys))
    while let file = all?.nextObject() as? URL {
      let values = try? file.resourceValues(forKeys: keys)
      files[file.path] = [
        Double(values?.fileSize ?? 0), values?.contentModificationDate?.timeIntervalSinceReferenceDate ?? 0,
      ]
    }
  }
}

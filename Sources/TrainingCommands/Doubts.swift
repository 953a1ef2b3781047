import Commands
import Corpus
import Foundation
import Imaging
import Support
import Torch
import Training

/// `data check` in the training program, which can train the heads that doubts about labels rest on.
enum Doubts {
  /// Doubts by heads on the features of the backbone that was named, or else of the one that `train` uses.
  static let source: DoubtSource.Doubting = { checkup, request, progress in
    ProcessMemory.keepBlocks()
    try Threads.set(request.engine.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    var options = TrainOptions(
      weightsFolders: Folders.weights(named: nil), featureCache: request.features, backboneCache: Folders.backbones)
    (options.limits, options.runtime) = (.isolated, request.engine.runtime)
    if let backbones = request.backbones { options.backbones = backbones }
    return try await DoubtRun(options: options, progress: progress).run(checkup, computes: request.computes)
  }
}

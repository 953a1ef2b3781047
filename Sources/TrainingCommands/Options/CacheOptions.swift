import ArgumentParser
import Commands
import Foundation
import Imaging
import Training

/// Where features of images are kept from run to run, and how many.
struct CacheOptions: ParsableArguments {
  @Option(
    name: .customLong("feature-cache"), help: "The folder of cached features; by default in the user's cache folder.",
    transform: Place.path)
  var featureCache: String?

  @Option(
    name: .customLong("cache-limit"),
    help:
      "How much cached features may take, such as 20GB: those of nets used longest ago are removed first, and what has no room isn't kept (default: no limit)."
  )
  var limit: ByteSize?

  /// The options of a run with this cache.
  func trainOptions(weights: [URL]) -> TrainOptions {
    var options = TrainOptions(
      weightsFolders: weights, featureCache: FeatureCache(featureCache).folder, backboneCache: Folders.backbones)
    (options.limits, options.cacheLimit) = (.isolated, limit?.bytes)
    return options
  }
}

extension FeatureCache {
  /// The one in a folder, or in the user's cache folder where none is named.
  init(_ named: String?) {
    self.init(named.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? Folders.features)
  }
}

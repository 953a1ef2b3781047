import Foundation

/// Default paths.
package enum Folders {
  /// The user's cache folder: `$XDG_CACHE_HOME/dogbreed`, `~/.cache/dogbreed`, or the system's own on macOS.
  ///
  /// The variable counts where it is an absolute path, as its specification says; a URL is not one.
  package static var cache: URL {
    if let named = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"], named.hasPrefix("/") {
      return URL(filePath: named).appending(path: "dogbreed")
    }
    #if os(macOS)
      return URL.cachesDirectory.appending(path: "dogbreed")
    #else
      return URL.homeDirectory.appending(path: ".cache/dogbreed")
    #endif
  }

  /// How often which images were measured, one file per data hash.
  package static var evaluations: URL { cache.appending(path: "evaluations") }

  /// Where features are kept from run to run.
  package static var features: URL { cache.appending(path: "features") }
  /// Where the engine keeps compiled nets.
  package static var compiledModels: URL { cache.appending(path: "compiled") }
  /// The folder with the weights of imported backbones.
  package static var backbones: URL { cache.appending(path: "backbones") }

  /// The model where none is named: `AIP_STORAGE_URI`, where Vertex AI keeps the model of its prediction containers, and
  /// all that those may read; else `DOGBREED_MODEL`, which images and `script/dogbreed` set to the shipped one.
  package static var shippedModel: String? {
    let environment = ProcessInfo.processInfo.environment
    return environment["AIP_STORAGE_URI"].flatMap { $0.isEmpty ? nil : $0 } ?? environment["DOGBREED_MODEL"]
  }

  /// Weights written by `backbone fetch` and `backbone import`.
  package static var importedWeights: URL { cache.appending(path: "weights") }

  /// Where backbones' weights are looked for, in order: in the folder that was named; else in `DOGBREED_WEIGHTS`, which
  /// `script/dogbreed` sets, or `.deps/weights` here, and then among the imported ones.
  package static func weights(named folder: String?) -> [URL] {
    if let folder { return [URL(filePath: folder, directoryHint: .isDirectory)] }
    let published = ProcessInfo.processInfo.environment["DOGBREED_WEIGHTS"] ?? ".deps/weights"
    return [URL(filePath: published, directoryHint: .isDirectory), importedWeights]
  }
}

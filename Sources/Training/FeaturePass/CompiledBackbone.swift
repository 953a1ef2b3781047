import Artifact
import Exchange
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Runtime
import Support
import Torch
import Weights

/// A frozen net without a head, ready to compute.
struct CompiledBackbone: Sendable {
  let net: FrozenNet
  let own: LinearClassifier
  private(set) var extractor: Extractor
  /// Identifies everything that features depend on besides the image and the view.
  let pipeline: String
  /// What was damaged in the caches and is made again, and what isn't computed as it was trained, one sentence each.
  let notes: [String]

  /// Writes the net as ONNX into the cache, unless it stands there undamaged, and compiles it; in 8 bits where it has ranges
  /// for them and the options don't name another precision.
  ///
  /// Throws `ArtifactError`, `ExchangeError`, `WeightsError`, `RuntimeError`.
  init(_ net: FrozenNet, runtime: RuntimeOptions, cache: URL) async throws {
    self.net = net
    own = try LinearClassifier(ownOf: net.backbones, in: net.weights)
    var runtime = runtime
    let (precision, note) = try runtime.precision.settled(hasForm: net.eightBits != nil)
    runtime.precision = precision
    let eightBits = precision == .int8 ? net.eightBits : nil
    let (identity, ranges) = (try Self.identity(net), eightBits.map { " \($0.hash)" } ?? "")
    let place = cache.appending(path: ContentHash.of(Array((identity + ranges).utf8)).prefix(32).description)
    let (names, list) = ([ModelFolder.weightsFile, ModelFolder.graphFile], HashList(in: place))
    let isIntact = names.allSatisfy { list.holds($0, in: place) }
    if !isIntact {
      try await FolderReplacement.write(to: place, by: .cache) { folder in
        let weights = folder.appending(path: ModelFolder.weightsFile)
        try SafetensorsWriter.write(net.weights, to: weights)
        try ONNXModel.write(
          net.network, weights: SafetensorsFile(weights), ranges: eightBits?.ranges,
          to: folder.appending(path: ModelFolder.graphFile))
        try HashList(of: names, in: folder).write(to: folder)
      }
    }
    let model = try CompiledModel(onnx: place.appending(path: ModelFolder.graphFile), options: runtime)
    extractor = try Extractor(
      model: model, preprocessing: net.preprocessing, classifier: own, needsHead: false)
    notes =
      (isIntact || list.hashes.isEmpty ? [] : ["The net in \(place.path) was damaged and is written again."])
      + (note.map { [$0] } ?? []) + model.notes
    pipeline = "\(identity) \(model.precision.rawValue)\(ranges.prefix(17))"
  }

  /// By libtorch on a device; throws `WeightsError`, `NetworkError`, `RuntimeError`, `TorchError`.
  init(_ net: FrozenNet, on device: Device, precision: Precision) async throws {
    self.net = net
    own = try LinearClassifier(ownOf: net.backbones, in: net.weights)
    let model = try await BatchedNet(net.network, weights: net.weights, on: device, precision: precision)
    extractor = try Extractor(model: model, preprocessing: net.preprocessing, classifier: own, needsHead: false)
    notes = []
    pipeline = "\(try Self.identity(net)) \(model.precision.rawValue) \(model.engine)"
  }

  /// As the options say: by libtorch where they name a device, else compiled. Throws what these throw.
  init(_ net: FrozenNet, options: TrainOptions) async throws {
    if let device = options.device {
      self = try await CompiledBackbone(net, on: device, precision: options.runtime.precision)
    } else {
      var runtime = options.runtime
      // Where 8 bits were asked for and aren't used, that has been said.
      if runtime.precision == .int8, net.eightBits == nil { runtime.precision = .auto }
      self = try await CompiledBackbone(net, runtime: runtime, cache: options.backboneCache)
    }
  }

  /// The same, looking again where a head finds what it tells apart, unless the backbone has classes of its own.
  func led(by head: LinearClassifier) -> CompiledBackbone {
    var led = self
    led.extractor = extractor.led(by: head)
    return led
  }

  /// Backbones, their weights' hashes and the preprocessing, as stable text.
  static func identity(_ net: FrozenNet) throws -> String {
    let preprocessing = String(decoding: try JSONText.data(net.preprocessing), as: UTF8.self)
    let backbones = net.backbones.map { "\($0.name) \($0.sha256)" }.joined(separator: ", ")
    // Where such nets look closer was found in another way once.
    let isFramed = net.preprocessing.resize != .squash || !net.network.hasPooledFeatures
    return "\(backbones) \(preprocessing)\(isFramed ? " framed" : "")" + (net.tuning.map { " \($0)" } ?? "")
  }
}

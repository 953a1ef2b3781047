import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

@testable import Exchange

/// Models whose layers are computed in 8 bits, as ONNX writes them.
@Suite struct EightBitModelTests {
  private let folder: TemporaryFolder
  private let network = Self.network()
  private let ranges = ["sum": ValueRange(low: -2, high: 1.9), "six": ValueRange(low: 0, high: 2.5)]

  /// The small net with two more convolutions behind the first two, which are never rounded: one of a value that others
  /// take, too, and one with groups and a bias.
  private static func network() -> Network {
    var network = Tiny.allKinds()
    let place = network.nodes.firstIndex { $0.name == "both" } ?? 0
    network.nodes[place].inputs = ["third", "fourth"]
    network.nodes.insert(
      contentsOf: [
        Network.Node(
          name: "third", layer: .convolution(Convolution(inputs: 4, outputs: 4, kernel: 1, padding: .explicit(0))),
          inputs: ["sum"]),
        Network.Node(
          name: "fourth",
          layer: .convolution(
            Convolution(inputs: 4, outputs: 4, kernel: 3, groups: 4, padding: .explicit(1), hasBias: true)),
          inputs: ["six"]),
      ], at: place)
    return network
  }

  init() throws { folder = try TemporaryFolder() }

  private func place(_ name: String) -> URL { folder.url.appending(path: name) }

  private func weights() throws -> SafetensorsFile {
    try SafetensorsWriter.write(Tiny.weights(for: network, seed: 3), to: place("weights.safetensors"))
    return try SafetensorsFile(place("weights.safetensors"))
  }

  @Test func onlyWhatAnEightBitLayerTakesIsRounded() throws {
    let graph = try ONNXModel.graph(network, weights: weights(), batch: .any, ranges: ranges)
    let rounded = graph.node.filter { $0.opType == "QuantizeLinear" }.map { $0.input[0] }
    #expect(rounded == ["sum", "third.weight", "six", "fourth.weight"])
    func inputs(_ name: String) -> [String] { graph.node.first { $0.name == name }?.input ?? [] }
    #expect(inputs("third") == ["sum.8bit.given", "third.weight.8bit.given"])
    // The bias stays in f32, and so do the first layers and the sum that take the same values.
    #expect(inputs("fourth") == ["six.8bit.given", "fourth.weight.8bit.given", "fourth.bias"])
    #expect(inputs("stem") == ["input", "stem.weight"] && inputs("depth") == ["six", "depth.weight", "depth.bias"])
    #expect(
      inputs("sum") == ["depth", "six"] && inputs("classifier") == ["pool", "classifier.weight", "classifier.bias"])
    let steps = Dictionary(uniqueKeysWithValues: graph.initializer.map { ($0.name, $0) })
    #expect(steps["sum.8bit.step"]?.floatData == [Float(2) / 127] && steps["six.8bit.step"]?.floatData == [2.5 / 255])
    #expect(steps["third.weight.8bit.step"]?.dims == [4] && steps["third.weight.8bit.zero"]?.dims == [4])
    let bytes = try ONNXModel.bytes(network, weights: weights(), ranges: ranges)
    #expect(try ONNXModel.externalFiles(of: bytes) == ["weights.safetensors"])
    #expect(try bytes == ONNXModel.bytes(network, weights: weights(), ranges: ranges))
    #expect(try bytes != ONNXModel.bytes(network, weights: weights()))
  }

  /// ONNX Runtime's answers are those of the sums written out in numpy with rounded numbers.
  @Test(.enabled(if: ReferencePython.available))
  func theRoundedModelAnswersAsNumpyDoes() throws {
    try ONNXModel.write(network, weights: weights(), ranges: ranges, to: place("model.onnx"))
    let script = Self.script(rounds: true)
    let lines = try ReferencePython.run(
      script, [place("model.onnx").path, place("weights.safetensors").path, "3"]
    ).split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 3)
    for line in lines { #expect(try #require(Double(line[1])) < 1e-5, "\(line)") }
    // Without rounding it would be another answer.
    let plain = try ReferencePython.run(
      Self.script(rounds: false), [place("model.onnx").path, place("weights.safetensors").path, "3"])
    let off = plain.split(separator: "\n").compactMap { Double($0.split(separator: " ")[1]) }
    #expect(off.count == 3 && off.allSatisfy { $0 > 1e-4 }, "\(off)")
  }

  /// The sums of the small net in numpy, with the two further convolutions.
  private static func script(rounds: Bool) -> String {
    let more = """
      def rounded(x, step, low, high):
          return numpy.clip(numpy.round(x / numpy.float32(step)), low, high) * numpy.float32(step) if ROUNDS else x
      def channelwise(w): return rounded(w, abs(w).max((1, 2, 3), keepdims=True) / 127, -128, 127)
      sum = depth + channels("depth.bias") + six
      third = numpy.einsum("nchw,oc->nohw", rounded(sum, 2 / 127, -128, 127), channelwise(weights["third.weight"])[:, :, 0, 0])
      fourth = numpy.einsum("nchwij,cij->nchw", windows(rounded(six, 2.5 / 255, 0, 255), 3, 1, (1, 1), 0),
          channelwise(weights["fourth.weight"])[:, 0]) + channels("fourth.bias")
      map =
      """.replacing("ROUNDS", with: rounds ? "True" : "False")
    return ReferenceScripts.numpy.replacing("map =", with: more).replacing(
      "numpy.concatenate([relu, six], 1)", with: "numpy.concatenate([third, fourth], 1)")
  }

  @Test(.enabled(if: ReferencePython.available))
  func rangesAreMeasuredAsNumpyFindsThem() throws {
    try RangeGraph.write(network, weights: weights(), to: place("ranges.onnx"))
    let script = """
      import sys
      import numpy, onnx, onnxruntime
      model = onnx.load(sys.argv[1])
      onnx.checker.check_model(sys.argv[1], full_check=True)
      x = numpy.random.default_rng(5).uniform(-1, 1, (1, 3, 10, 10)).astype("f4")
      found = onnxruntime.InferenceSession(sys.argv[1]).run(None, {"input": x})
      del model.graph.output[:]
      for name in ["sum", "six"]: model.graph.output.append(onnx.helper.make_tensor_value_info(name, 1, None))
      onnx.save(model, sys.argv[1] + ".more.onnx")
      sum, six = onnxruntime.InferenceSession(sys.argv[1] + ".more.onnx").run(None, {"input": x})
      print(len(found), found[0].tolist() == [[sum.min(), sum.max(), six.min(), six.max()]])
      """
    #expect(try ReferencePython.run(script, [place("ranges.onnx").path]) == "1 True\n")
  }

  /// What pruning leaves, and weights so small that their step would be none.
  @Test func channelsOfAlmostNoWeightsAreRoundedToZero() throws {
    var set = Tiny.weights(for: network, seed: 3)
    for place in 0..<4 { set.arrays["third.weight"]?.values[place] = 0 }
    for place in 4..<8 { set.arrays["third.weight"]?.values[place] = .leastNonzeroMagnitude }
    try SafetensorsWriter.write(set, to: place("pruned.safetensors"))
    let graph = try ONNXModel.graph(
      network, weights: SafetensorsFile(place("pruned.safetensors")), batch: .any, ranges: ranges)
    let steps = graph.initializer.first { $0.name == "third.weight.8bit.step" }?.floatData ?? []
    #expect(steps.count == 4 && steps.prefix(2) == [1, 1] && steps.suffix(2).allSatisfy { $0 > 0 && $0 < 0.01 })
  }

  @Test func rangesThatDoNotFitAreRefused() throws {
    let weights = try weights()
    for (bad, reason) in [
      (["sum": ranges["sum"]!], "\"six\" has none"),
      (["sum": ranges["sum"]!, "six": ValueRange(low: 0, high: .infinity)], "that of \"six\" can't be used"),
    ] {
      #expect(throws: ExchangeError.ranges(network: "tiny", reason: reason)) {
        try ONNXModel.bytes(network, weights: weights, ranges: bad)
      }
    }
    var set = Tiny.weights(for: network, seed: 3)
    set.arrays["third.weight"]?.values[7] = .infinity
    try SafetensorsWriter.write(set, to: place("infinite.safetensors"))
    let infinite = try SafetensorsFile(place("infinite.safetensors"))
    #expect(
      throws: ExchangeError.ranges(network: "third.weight", reason: "a channel's weights aren't finite")
    ) { try ONNXModel.bytes(network, weights: infinite, ranges: ranges) }
  }
}

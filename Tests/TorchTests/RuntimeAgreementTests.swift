import Exchange
import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

@testable import Torch

/// The same network by libtorch, and as ONNX by ONNX Runtime.
@Suite(.enabled(if: ReferencePython.available)) struct RuntimeAgreementTests {
  @Test(arguments: [
    EfficientNetLite.lite0.network(inputSize: 96), ResNet.resNet18.network(inputSize: 64),
    VisionTransformer.patch16(.small).network(name: "vit", inputSize: 64),
  ])
  func wholeNetworksAgree(network: Network) throws {
    let folder = try TemporaryFolder()
    let weights = network.seededWeights(11)
    let file = folder.url.appending(path: "weights.safetensors")
    try SafetensorsWriter.write(weights, to: file)
    try ONNXModel.write(network, weights: SafetensorsFile(file), to: folder.url.appending(path: "model.onnx"))
    let size = network.input.size
    let answer = try ReferencePython.run(
      """
      import json, sys, numpy, onnxruntime
      size = int(sys.argv[2])
      x = numpy.sin(numpy.arange(2 * 3 * size * size) * 0.37).reshape(2, 3, size, size).astype("f4")
      session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
      names = [output.name for output in session.get_outputs()]
      print(json.dumps({n: v.ravel().tolist() for n, v in zip(names, session.run(names, {"input": x}))}))
      """, [folder.path + "/model.onnx", "\(size)"])
    let expected = try JSONDecoder().decode([String: [Float]].self, from: Data(answer.utf8))
    let found = try TorchNetwork(network, weights: weights).forward(
      Golden.spread(2, 3, size, size), to: network.outputs.map(\.name))
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, values) in expected {
      let scale = values.reduce(0) { max($0, abs($1)) }
      #expect(scale > 1e-3)
      #expect(distance(try #require(found[name]).values(), values) < 1e-4 * max(scale, 1), "\(name)")
    }
  }
}

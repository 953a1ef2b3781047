import NeuralNetwork
import TestSupport
import Testing

@Suite struct CompositionTests {
  @Test func aHeadReadsTheFeatures() throws {
    let network = try EfficientNetLite.lite0.network().withHead(classes: 120)
    #expect(try network.outputShapes(batch: 2)["head"] == [2, 120])
    let added = network.parameters.suffix(2)
    #expect(added.map(\.name) == ["head.weight", "head.bias"])
    #expect(added.map(\.shape) == [[120, 1280], [120]])
  }

  @Test func aSecondHeadIsRefused() throws {
    let network = try ResNet.resNet18.network().withHead(classes: 2)
    #expect(throws: NetworkError.duplicateName("head")) { try network.withHead(classes: 2) }
  }

  @Test func aHeadWithoutClassesIsRefused() {
    #expect(throws: NetworkError.self) { try ResNet.resNet18.network().withHead(classes: 0) }
  }

  @Test func joinedBackbonesShareOneInput() throws {
    let parts = [EfficientNetLite.lite0.network(), EfficientNetLite.lite2.network()]
    let network = try Network.joined(parts, inputSize: 260).withHead(classes: 7)
    #expect(network.name == "efficientnet-lite0+efficientnet-lite2")
    #expect(
      try network.outputShapes(batch: 1) == [
        "features": [1, 2560], "logits": [1, 1000], "map": [1, 2560, 9, 9], "head": [1, 7],
      ])
    #expect(network.parameters.count == parts.map(\.parameters.count).reduce(2, +))
    #expect(network.parameters.first?.name == "efficientnet-lite0.stem.conv.weight")
    #expect(network.nodes.filter { $0.inputs == [Network.inputName] }.count == 2)
  }

  @Test func oneBackboneCanBeJoinedAlone() throws {
    let network = try Network.joined([ResNet.resNet18.network()], inputSize: 64)
    #expect(
      try network.outputShapes(batch: 1) == ["features": [1, 512], "logits": [1, 1000], "map": [1, 512, 2, 2]])
  }

  @Test func joinedPartsNeedNamesAndMapsThatFit() {
    let lite = EfficientNetLite.lite0.network()
    #expect(throws: NetworkError.nothingToJoin) { try Network.joined([], inputSize: 224) }
    #expect(throws: NetworkError.duplicateName("efficientnet-lite0.stem.conv")) {
      try Network.joined([lite, lite], inputSize: 224)
    }
    var shallow = lite
    shallow.name = "shallow"
    shallow.outputs = [
      .init(name: "features", node: "pool"), .init(name: "logits", node: "classifier"),
      .init(name: "map", node: "blocks.9.project.norm"),
    ]
    #expect(throws: NetworkError.differentMaps(network: "shallow", expected: [7, 7], found: [14, 14])) {
      try Network.joined([lite, shallow], inputSize: 224)
    }
    shallow.outputs.removeLast()
    #expect(throws: NetworkError.missingOutput(network: "shallow", output: "map", found: ["features", "logits"])) {
      try Network.joined([lite, shallow], inputSize: 224)
    }
  }
}

@Suite struct JoinedTransformerTests {
  @Test func sharedWeightsStayShared() throws {
    let network = try Network.joined(
      [try Backbone(named: "convnext-tiny").network, try Backbone(named: "mobilenetv3-large").network], inputSize: 64)
    #expect(try network.outputShapes(batch: 1)["features"] == [1, 768 + 1280])
    #expect(network.nodes.contains { $0.name == "convnext-tiny.map.norm" && $0.sharing == "convnext-tiny.norm" })
  }

  @Test func aPartWithoutAClassifierLeavesTheJoinedNetWithoutOne() throws {
    let parts = try ["dinov2-small-14", "dinov2-base-14"].map { try Backbone(named: $0).network }
    let shapes = try Network.joined(parts, inputSize: 112).outputShapes(batch: 1)
    #expect(shapes == ["features": [1, 1152], "map": [1, 1152, 8, 8]])
  }
}

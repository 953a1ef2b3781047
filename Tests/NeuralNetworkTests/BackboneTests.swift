import NeuralNetwork
import TestSupport
import Testing

@Suite struct BackboneTests {
  /// Trainable parameters, as timm counts `efficientnet_lite0` to `4`.
  @Test(arguments: zip(EfficientNetLite.allCases, [4_652_008, 5_416_680, 6_092_072, 8_197_096, 13_006_568]))
  func liteHasTheKnownParameterCount(lite: EfficientNetLite, count: Int) {
    #expect(lite.network().parameters.filter(\.isTrainable).map(\.count).reduce(0, +) == count)
  }

  /// Trainable parameters, as torchvision's model table gives them.
  @Test(arguments: zip(ResNet.allCases, [11_689_512, 21_797_672, 25_557_032, 44_549_160]))
  func resNetHasTheKnownParameterCount(resNet: ResNet, count: Int) {
    #expect(resNet.network().parameters.filter(\.isTrainable).map(\.count).reduce(0, +) == count)
  }

  @Test(arguments: zip(EfficientNetLite.allCases, [7, 8, 9, 9, 10]))
  func liteGivesTheStandardOutputs(lite: EfficientNetLite, side: Int) throws {
    let shapes = try lite.network().outputShapes(batch: 5)
    #expect(shapes == ["features": [5, 1280], "logits": [5, 1000], "map": [5, 1280, side, side]])
  }

  @Test(arguments: zip(ResNet.allCases, [512, 512, 2048, 2048]))
  func resNetGivesTheStandardOutputs(resNet: ResNet, channels: Int) throws {
    let shapes = try resNet.network().outputShapes(batch: 1)
    #expect(shapes == ["features": [1, channels], "logits": [1, 1000], "map": [1, channels, 7, 7]])
  }

  @Test func anotherInputSizeChangesOnlyTheMap() throws {
    let network = EfficientNetLite.lite0.network(inputSize: 260)
    #expect(try network.outputShapes(batch: 1)["map"] == [1, 1280, 9, 9])
    #expect(network.parameters == EfficientNetLite.lite0.network().parameters)
  }

  @Test func residualsOfLiteStandWhereShapesAllowThem() {
    let names = EfficientNetLite.lite0.network().nodes.filter { $0.layer == .add }.map(\.name)
    #expect(names == [2, 4, 6, 7, 9, 10, 12, 13, 14].map { "blocks.\($0).add" })
  }

  @Test(arguments: Backbone.names)
  func publishedNamesCoverEveryParameterOnce(name: String) throws {
    let backbone = try Backbone(named: name)
    #expect(backbone.name == name && backbone.network.name == name)
    let ours = backbone.network.parameters.map(\.name)
    #expect(Set(ours).count == ours.count)
    #expect(backbone.publishedNames.count == ours.count)
    #expect(Set(backbone.publishedNames.values) == Set(ours))
  }

  @Test func publishedNamesArePublishers() throws {
    let lite = EfficientNetLite.lite0.publishedNames
    #expect(lite["_bn1.running_var"] == "top.norm.running_var")
    #expect(lite["_blocks.0._bn1.weight"] == "blocks.0.depthwise.norm.weight")
    #expect(lite["_blocks.15._project_conv.weight"] == "blocks.15.project.conv.weight")
    let resNet = ResNet.resNet50.publishedNames
    #expect(resNet["layer2.0.downsample.0.weight"] == "blocks.3.shortcut.conv.weight")
    #expect(resNet["layer4.2.bn3.bias"] == "blocks.15.norm3.bias")
    #expect(resNet["fc.bias"] == "classifier.bias")
  }

  @Test func theStrideOfABottleneckSitsInIts3x3() throws {
    let nodes = ResNet.resNet50.network().nodes
    func stride(_ name: String) -> Int? {
      guard case .convolution(let layer)? = nodes.first(where: { $0.name == name })?.layer else { return nil }
      return layer.stride
    }
    #expect(stride("blocks.3.conv1") == 1)
    #expect(stride("blocks.3.conv2") == 2)
    #expect(stride("blocks.3.shortcut.conv") == 2)
  }

  @Test func anUnknownBackboneIsRefusedWithTheKnownOnes() {
    #expect(throws: NetworkError.unknownBackbone(name: "vgg16", known: Backbone.names)) {
      try Backbone(named: "vgg16")
    }
  }
}

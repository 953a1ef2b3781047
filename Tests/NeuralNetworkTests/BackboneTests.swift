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

  /// Trainable parameters, as torchvision's and timm's model tables give them.
  @Test(arguments: [
    ("efficientnet-b0", 5_288_548), ("efficientnet-b1", 7_794_184), ("efficientnet-b2", 9_109_994),
    ("efficientnet-b3", 12_233_232), ("tf-efficientnet-b3", 12_233_232), ("mobilenetv3-large", 5_483_032),
    ("mobilenetv3-large-timm", 5_483_032), ("convnext-tiny", 28_589_128), ("convnext-small", 50_223_688),
    ("convnext-base", 88_591_464), ("vit-small-16", 22_050_664), ("vit-base-16", 86_567_656),
    ("dinov2-small-14", 22_056_192), ("dinov2-base-14", 86_579_712),
  ])
  func hasTheKnownParameterCount(name: String, count: Int) throws {
    #expect(try Backbone(named: name).parameterCount == count)
  }

  @Test(arguments: [
    ("efficientnet-b2", 1408, 9), ("mobilenetv3-large", 1280, 7), ("convnext-base", 1024, 7), ("vit-small-16", 384, 14),
    ("vit-base-16", 768, 14), ("dinov2-base-14", 768, 16),
  ])
  func givesTheStandardOutputs(name: String, features: Int, side: Int) throws {
    let shapes = try Backbone(named: name).network.outputShapes(batch: 3)
    #expect(shapes["features"] == [3, features] && shapes["map"] == [3, features, side, side])
    #expect(shapes["logits"] == (name.hasPrefix("dinov2") ? nil : [3, 1000]))
  }

  @Test(arguments: Backbone.names)
  func namesCoverEveryParameterOnce(name: String) throws {
    let backbone = try Backbone(named: name)
    #expect(backbone.name == name && backbone.network.name == name)
    let ours = backbone.network.parameters.map(\.name)
    #expect(Set(ours).count == ours.count)
    for names in backbone.keyNames {
      #expect(Set(names.sources.keys) == Set(ours), "\(names.family.rawValue)")
      let theirs = names.sources.values.flatMap { $0 }
      #expect(Set(theirs).count == theirs.count, "\(names.family.rawValue)")
    }
    #expect(backbone.keyNames.last?.family == .own)
  }

  @Test func theTableIsWhole() throws {
    #expect(Set(Backbone.names).count == Backbone.names.count)
    for name in Backbone.names {
      let backbone = try Backbone(named: name)
      #expect(backbone.inputSize % backbone.sizeStep == 0 && backbone.pixels.shorterSide >= backbone.inputSize)
      #expect(backbone.mean.count == 3 && backbone.std.count == 3)
      guard let origin = backbone.origin else {
        #expect(["efficientnet-lite3", "efficientnet-lite4"].contains(name))
        continue
      }
      #expect(origin.address?.hasPrefix("https://") ?? name.hasPrefix("efficientnet-lite"))
      #expect((0.6..<0.9).contains(try #require(origin.imageNetTop1)))
    }
    #expect(try Backbone(named: "resnet50-v2").origin?.hashPrefix == "11ad3fa6")
    #expect(try Backbone(named: "dinov2-small-14").origin?.hashPrefix == nil)
    #expect(try Backbone(named: "vit-small-16").origin?.hashPrefix == nil)
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

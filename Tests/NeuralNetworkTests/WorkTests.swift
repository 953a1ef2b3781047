import NeuralNetwork
import Testing

@Suite struct WorkTests {
  /// As the publishers count them: torchvision's tables (billions, at 224 × 224), and the paper's for EfficientNet-Lite0.
  @Test(arguments: [
    ("resnet50", 224, 4.09), ("vit-base-16", 224, 17.56),
    ("efficientnet-lite0", 224, 0.407), ("mobilenetv3-large", 224, 0.217), ("convnext-tiny", 224, 4.46),
  ]) func multiplicationsAreThePublishers(name: String, size: Int, billions: Double) throws {
    let found = Double(try Backbone(named: name).network.resized(to: size).multiplications()) / 1e9
    #expect(abs(found - billions) / billions < 0.06, "\(name): \(found)")
  }

  @Test func joinedNetsCostTheirSum() throws {
    let parts = try ["efficientnet-lite0", "efficientnet-lite1"].map { try Backbone(named: $0).network }
    let joined = try Network.joined(parts, inputSize: 224)
    let sum = try parts.reduce(0) { $0 + (try $1.resized(to: 224).multiplications()) }
    #expect(try joined.multiplications() == sum)
  }

  @Test func aPartHasTheNamesOfTheJoinedNet() throws {
    let parts = try ["efficientnet-lite0", "efficientnet-lite1"].map { try Backbone(named: $0).network }
    let joined = try Network.joined(parts, inputSize: 96)
    for part in parts {
      let alone = try part.asPart(inputSize: 96)
      #expect(alone.nodes.allSatisfy { node in joined.nodes.contains(node) })
      #expect(Set(alone.outputs.map(\.name)) == Set(part.outputs.map(\.name)))
      #expect(alone.input.size == 96)
    }
  }
}

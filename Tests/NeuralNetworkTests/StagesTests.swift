import Testing

@testable import NeuralNetwork

@Suite struct StagesTests {
  private func stages(_ name: String) throws -> [[String]] {
    try Backbone(named: name).network.withHead(classes: 5).stages(to: Network.StandardOutput.head)
  }

  @Test func resNetsAreItsOwnAndTheHead() throws {
    let stages = try stages("resnet18")
    #expect(stages.last == ["head"])
    let last = try #require(stages.dropLast().last)
    #expect(last.contains("blocks.6.conv1") && last.contains("blocks.7.add") && last.contains("pool"))
    #expect(!last.contains("blocks.5.add"))
  }

  @Test(arguments: ["resnet50", "efficientnet-lite0", "efficientnet-lite2", "efficientnet-b1"])
  func everyNodeOnTheWayIsInOneStage(_ name: String) throws {
    let network = try Backbone(named: name).network.withHead(classes: 5)
    let stages = try network.stages(to: Network.StandardOutput.head)
    let all = stages.flatMap { $0 }
    #expect(Set(all).count == all.count)
    #expect(Set(all) == Set(network.nodes.map(\.name)).subtracting(["classifier"]))
    #expect((5...8).contains(stages.count))
  }

  /// Parts of a joined net go through their stages side by side.
  @Test func joinedNetsShareStages() throws {
    let parts = try ["efficientnet-lite0", "efficientnet-lite1"].map { try Backbone(named: $0).network }
    let joined = try Network.joined(parts, inputSize: 240).withHead(classes: 5)
    let stages = try joined.stages(to: Network.StandardOutput.head)
    let last = try #require(stages.dropLast().last)
    #expect(last.contains("efficientnet-lite0.top.conv") && last.contains("efficientnet-lite1.top.conv"))
  }

  /// What weighs channels is not a resolution of its own, and shared layers that only the map needs are left out.
  @Test func meansBelongToWhereTheyComeFrom() throws {
    let stages = try stages("mobilenetv3-large")
    #expect(stages.count == 6)
    let last = try #require(stages.dropLast().last)
    #expect(last.contains("blocks.14.squeeze.reduce") && last.contains("hidden") && !last.contains("map.hidden"))
    #expect(!last.contains("blocks.3.squeeze.reduce"))
  }

  @Test(arguments: ["vit-small-16", "dinov2-small-14"])
  func aTransformersBlocksAreItsStages(_ name: String) throws {
    let stages = try stages(name)
    #expect(stages.count == 1 + 12 + 1)
    #expect(stages[0] == ["patches", "tokens"] && stages[13] == ["head"])
    #expect(stages[12].contains("blocks.11.qkv") && stages[12].suffix(2) == ["blocks.11.add2", "norm"])
  }

  @Test func convNeXtHasItsFour() throws {
    let stages = try stages("convnext-tiny")
    #expect(stages.count == 5)
    #expect(stages[3].contains("stages.3.blocks.2.add") && stages[3].contains("norm"))
  }
}

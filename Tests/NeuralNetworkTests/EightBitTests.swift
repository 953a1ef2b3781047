import Foundation
import NeuralNetwork
import Testing

/// Which layers are computed in 8 bits, and what ranges become.
@Suite struct EightBitTests {
  private func layers(_ name: String) throws -> [String] {
    try Backbone(named: name).network.eightBitLayers().map(\.name)
  }

  @Test func convolutionsOverPlacesAreAndMeansAreNot() throws {
    let resNet = try Backbone(named: "resnet50").network
    // 53 convolutions without the first two; the classifier works on a vector.
    let names = try resNet.eightBitLayers().map(\.name)
    #expect(names.count == 51 && !names.contains("stem.conv") && names.first == "blocks.0.conv2", "\(names)")
    // A block's first convolution and its shortcut take one value, in three of four blocks with a shortcut.
    #expect(try resNet.eightBitInputs().count == 48)
    let gated = try layers("efficientnet-b0")
    #expect(gated.contains { $0.hasPrefix("blocks.1.") } && !gated.contains { $0.contains("squeeze") }, "\(gated)")
  }

  @Test func linearLayersOnTokensAreAndAttentionIsNot() throws {
    let all = try layers("vit-small-16")
    // Four linear layers in each of 12 blocks, without the first, since the cut into patches is the very first of all layers; in
    // the last block two of the four work on the class token alone.
    #expect(all.count == 45 && all.allSatisfy { !$0.contains("attention") && $0 != "classifier" }, "\(all)")
  }

  @Test func layersThatBorrowWeightsStayAsTheyAre() throws {
    for name in ["convnext-tiny", "vit-small-16"] {
      let network = try Backbone(named: name).network
      let borrowing = Set(network.nodes.filter { $0.sharing != nil }.map(\.name))
      #expect(try network.eightBitLayers().allSatisfy { !borrowing.contains($0.name) })
    }
  }

  @Test func joinedNetsTakeThePartsRanges() throws {
    let parts = try ["efficientnet-lite0", "efficientnet-lite1"].map { try Backbone(named: $0).network }
    let joined = try Set(Network.joined(parts, inputSize: 64).eightBitInputs())
    let alone = try parts.flatMap { try $0.asPart(inputSize: 64).eightBitInputs() }
    #expect(joined == Set(alone) && !joined.contains(Network.inputName) && joined.count > 100, "\(joined.count)")
  }

  @Test(arguments: [
    (ValueRange(low: 0, high: 6), Float(6) / 255, false), (ValueRange(low: -2, high: 1), Float(2) / 127, true),
    (ValueRange(low: -1, high: 4), Float(4) / 127, true), (ValueRange(low: 0, high: 0), 1, false),
    // What is given the wrong way round can't leave 0 out.
    (ValueRange(low: 3, high: 5), Float(5) / 255, false),
  ])
  func stepsReachBothEnds(range: ValueRange, step: Float, isSigned: Bool) {
    #expect(range.step == step && range.isSigned == isSigned && range.isUsable)
  }

  @Test func rangesAreWrittenAsPairsAndReadBackAsTheyWere() throws {
    let range = ValueRange(low: -0.1, high: 2.640_9)
    let text = try JSONEncoder().encode(range)
    #expect(try JSONDecoder().decode(ValueRange.self, from: text) == range)
    for damaged in ["[0.1,1]", "[-1,-0.5]", "[0]", "[-1,1,2]", "{\"low\":0}", "[null,1]", "\"0\""] {
      #expect(throws: DecodingError.self, "\(damaged)") {
        try JSONDecoder().decode(ValueRange.self, from: Data(damaged.utf8))
      }
    }
    for unusable in [ValueRange(low: 0, high: .infinity), .init(low: -.nan, high: 1), .init(low: 0, high: 1e38)] {
      #expect(!unusable.isUsable, "\(unusable)")
    }
    #expect(!ValueRange(low: 0, high: 1e-36).isUsable)
  }
}

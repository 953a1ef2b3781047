import Foundation
import NeuralNetwork
import Runtime
import Testing
import Torch

@testable import Training

@Suite struct TuningPrecisionTests {
  private func network(_ name: String) throws -> Network { try Backbone(named: name).network }

  @Test(arguments: [
    "resnet18", "resnet50", "resnet101-v2", "convnext-tiny", "convnext-base", "vit-small-16", "vit-base-16",
    "dinov2-small-14",
  ])
  func productsOfMatricesAreFasterInHalf(name: String) throws {
    #expect(try network(name).trainsFasterInBF16)
  }

  @Test(arguments: [
    "efficientnet-lite0", "efficientnet-lite4", "efficientnet-b0", "efficientnet-b3", "mobilenetv3-large",
  ])
  func normedDepthwiseNetsAreNot(name: String) throws {
    #expect(try !network(name).trainsFasterInBF16)
  }

  /// The user's word goes before the rule; cards always take bf16; a processor without it never does.
  @Test func thePlanFollowsWordDeviceAndNet() throws {
    let products = try network("resnet18")
    let depthwise = try network("efficientnet-lite0")
    func half(_ net: Network, _ precision: Precision, device: Device = .cpu, said: Bool? = nil) -> Bool {
      var plan = TuningPlan()
      plan.usesBF16 = said ?? false
      var options = TuningOptions(checkpoints: URL(filePath: "/nowhere"))
      options.device = device
      return TuningRequest(plan: plan, options: options, choosesPrecision: said == nil)
        .settledPlan(for: net, precision: precision).usesBF16
    }
    #expect(half(products, .bf16) && !half(depthwise, .bf16))
    #expect(!half(products, .f32) && !half(depthwise, .f32))
    #expect(half(products, .f32, device: .cuda(0)) && half(depthwise, .f32, device: .cuda(0)))
    #expect(half(depthwise, .bf16, said: true) && !half(products, .bf16, said: false))
  }
}

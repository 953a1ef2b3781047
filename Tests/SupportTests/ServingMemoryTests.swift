import Foundation
import Support
import Testing

@Suite struct ServingMemoryTests {
  @Test(arguments: [20, 46, 120, 600]) func whatIsNeededHoldsAllThatTheBudgetsAllow(megabytes: Int) {
    let rule = ServingMemory(modelBytes: megabytes << 20)
    for memory in [rule.needed, rule.needed + 512 << 20, rule.needed + 8 << 30] {
      let budgets = rule.budgets(within: memory)
      // What a body becomes is half as much again.
      #expect(rule.base + budgets.decode + budgets.body * 3 / 2 <= memory)
      // 12 megapixels of HEIC, the format that takes most of each, and the largest body.
      #expect(budgets.decode >= 12_000_000 * 12 && budgets.body >= 32 << 20)
    }
  }

  @Test func plentyIsBoundedAndNothingIsTooLittle() {
    #expect(ServingMemory(modelBytes: 0).budgets(within: 64 << 30) == (512 << 20, 512 << 20))
    #expect(ServingMemory(modelBytes: 1 << 40).budgets(within: 0).body == 32 << 20)
    #expect(ServingMemory(modelBytes: .max).needed == .max)
  }

  /// The manifest's limit is what the rule asks for with the shipped model.
  @Test func theManifestGivesWhatIsNeeded() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let text = try String(contentsOf: root.appending(path: "Deploy/kubernetes/deployment.yaml"), encoding: .utf8)
    let memory = text.split(separator: "\n").compactMap { line -> Int? in
      let parts = line.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, parts[0] == "memory", parts[1].hasSuffix("Mi") else { return nil }
      return Int(parts[1].dropLast(2))
    }
    // EfficientNet-Lite1 and Lite2 in f32, with the head.
    let needed = (ServingMemory(modelBytes: 46 << 20).needed - 1) >> 20 + 1
    #expect(memory == [needed, 1024] && needed <= 1024)
  }
}

import Support
import Testing

@Suite struct InstanceMemoryTests {
  /// An instance for so many requests at a time has budgets that let them in, and grows with model, requests and files.
  @Test(arguments: [1, 4, 16, 80], [30, 600]) func budgetsLetInWhatTheInstanceIsFor(_ requests: Int, _ model: Int) {
    let rule = ServingMemory(modelBytes: model << 20)
    let (limit, most) = (32 << 20, 512 << 20)
    let instance = rule.needed(requests: requests, bodyLimit: limit, holdsFiles: true)
    let budgets = rule.budgets(of: instance, holdsFiles: true)
    #expect(budgets.body >= min(most, requests * limit))
    #expect(rule.base + model << 20 + budgets.decode + budgets.body * 3 / 2 <= instance)
    #expect(rule.needed(requests: requests, bodyLimit: limit, holdsFiles: false) == instance - model << 20)
    // With the least the budgets shrink, and one largest body still fits.
    let least = rule.least(holdsFiles: true)
    let tight = rule.budgets(of: least, holdsFiles: true)
    #expect(least <= instance && tight.body >= limit && tight.decode <= budgets.decode)
  }

  @Test func hostileSizesAreBounded() {
    let rule = ServingMemory(modelBytes: .max)
    #expect(rule.needed(requests: .max, bodyLimit: .max, holdsFiles: true) == .max)
    #expect(rule.least(holdsFiles: true) == .max)
  }
}

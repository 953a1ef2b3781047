import NeuralNetwork
import TestSupport
import Testing

@Suite struct PaddingTests {
  /// (size, kernel, stride) → (before, after), as TensorFlow's documentation works them out.
  @Test(arguments: [
    (224, 3, 2, 0, 1), (225, 3, 2, 1, 1), (5, 3, 1, 1, 1), (112, 5, 2, 1, 2), (7, 1, 1, 0, 0), (1, 5, 2, 2, 2),
    (4, 1, 3, 0, 0),
  ])
  func sameFollowsTensorFlow(size: Int, kernel: Int, stride: Int, before: Int, after: Int) {
    let found = Padding.same.amounts(size: size, kernel: kernel, stride: stride)
    #expect(found == (before, after))
  }

  @Test func sameAlwaysGivesTheCeilingAndPadsNoMoreThanItNeeds() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let size = Int.random(in: 1...400, using: &generator)
      let kernel = Int.random(in: 1...9, using: &generator)
      let stride = Int.random(in: 1...5, using: &generator)
      let (before, after) = Padding.same.amounts(size: size, kernel: kernel, stride: stride)
      #expect(Padding.same.outputSize(size: size, kernel: kernel, stride: stride) == (size + stride - 1) / stride)
      #expect(before >= 0 && after - before >= 0 && after - before <= 1 && before + after < max(kernel, 1))
    }
  }

  @Test func explicitPaddingCountsWholeWindows() {
    #expect(Padding.explicit(1).outputSize(size: 112, kernel: 3, stride: 2) == 56)
    #expect(Padding.explicit(0).outputSize(size: 2, kernel: 3, stride: 2) == 0)
    #expect(Padding.explicit(3).outputSize(size: 224, kernel: 7, stride: 2) == 112)
  }
}

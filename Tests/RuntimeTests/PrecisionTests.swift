import Testing

@testable import Runtime

/// What a net is computed in.
@Suite struct PrecisionTests {
  @Test func eightBitsAreTakenWhereTheNetAndTheProcessorHaveThem() throws {
    #expect(try Precision.auto.settled(hasForm: true, processor: true).precision == .int8)
    #expect(try Precision.int8.settled(hasForm: true, processor: true) == (.int8, nil))
    #expect(try Precision.auto.settled(hasForm: false, processor: true) == (.auto, nil))
    for named in [Precision.f32, .bf16] {
      for hasForm in [false, true] {
        #expect(try named.settled(hasForm: hasForm, processor: true) == (named, nil))
      }
    }
  }

  @Test func aProcessorWithoutThemComputesOtherwiseAndSaysSo() throws {
    for wish in [Precision.auto, .int8] {
      let (precision, note) = try wish.settled(hasForm: true, processor: false)
      #expect(precision == .auto && note?.contains("VNNI") == true)
    }
    #expect(try Precision.auto.settled(hasForm: false, processor: false).note == nil)
  }

  @Test func aNetWithoutThemIsNotComputedSo() {
    for processor in [false, true] {
      #expect(throws: RuntimeError.noEightBits) {
        try Precision.int8.settled(hasForm: false, processor: processor)
      }
    }
  }
}

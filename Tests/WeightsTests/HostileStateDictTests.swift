import TestSupport
import Testing
import Weights

@Suite struct HostileStateDictTests {
  private static let magic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  private static let protocolAndSystem: [UInt8] =
    [0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E, 0x80, 0x02, 0x7D, 0x58, 13, 0, 0, 0] + Array("little_endian".utf8)
    + [0x88, 0x73, 0x2E]

  /// A legacy file around one pickle, given from its first instruction on.
  private func legacy(_ pickle: [UInt8], _ rest: [UInt8] = [0x80, 0x02, 0x5D, 0x2E]) -> FileBytes {
    FileBytes(Self.magic + Self.protocolAndSystem + [0x80, 0x02] + pickle + [0x2E] + rest, name: "test")
  }

  private func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

  private func text(_ text: String) -> [UInt8] { [0x58, UInt8(text.utf8.count), 0, 0, 0] + Array(text.utf8) }

  /// {"w": tensor} over a float storage of two elements, its layout as given.
  private func tensor(offset: UInt8, shape: [UInt8], strides: [Int], count: UInt8 = 2) -> FileBytes {
    func row(_ numbers: [Int]) -> [UInt8] {
      let pushed = numbers.map { number -> [UInt8] in
        let long = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        return number < 256 ? [0x4B, UInt8(number)] : [0x8A, 8] + long
      }
      return [0x28] + Array(pushed.joined()) + [0x74]
    }
    var pickle: [UInt8] = [0x7D] + text("w") + global("torch._utils", "_rebuild_tensor_v2")
    pickle += [0x28, 0x28] + text("storage") + global("torch", "FloatStorage") + text("7") + text("cpu")
    pickle += [0x4B, count, 0x4E, 0x74, 0x51, 0x4B, offset] + row(shape.map(Int.init)) + row(strides)
    pickle += [0x89] + global("collections", "OrderedDict") + [0x29, 0x52, 0x74, 0x52, 0x73]
    let keys = [0x80, 0x02, 0x5D] + text("7") + [0x61, 0x2E]
    return legacy(pickle, keys + [2, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
  }

  @Test func theFileTheHostileOnesComeFromIsRead() throws {
    #expect(try StateDict(tensor(offset: 0, shape: [2, 1], strides: [1, 9])).array("w").values == [1, 2])
    #expect(try StateDict(tensor(offset: 1, shape: [], strides: [])).array("w").values == [2])
    // An axis of one element is never stepped along.
    for axes in 1...3 {
      let wide = tensor(
        offset: 1, shape: [UInt8](repeating: 1, count: axes), strides: [Int](repeating: .max, count: axes))
      #expect(try StateDict(wide).array("w").values == [2])
    }
  }

  @Test func layoutsBeyondTheStorageAreRefused() {
    for (offset, shape, strides) in [
      (1, [2], [1]), (2, [1], [1]), (0, [2], [2]), (0, [3], [1]), (0, [200, 200], [0, 0]), (0, [2], [1, 1]),
      (0, [1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]),
    ] as [(UInt8, [UInt8], [Int])] {
      #expect(throws: WeightsError.self) { try StateDict(tensor(offset: offset, shape: shape, strides: strides)) }
    }
    #expect(throws: WeightsError.self) { try StateDict(tensor(offset: 0, shape: [2], strides: [1], count: 200)) }
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("__builtin__", "exec"), ("subprocess", "Popen"),
    ("torch", "load"), ("torch._utils", "_rebuild_tensor_v3"), ("collections", "Counter"), ("numpy", "ndarray"),
    ("torch.hub", "load"), ("", ""),
  ])
  func everyOtherConstructorIsRefusedByName(module: String, name: String) {
    let call = text("touch /tmp/dogbreed-was-here") + [0x85, 0x52]
    let expected = WeightsError.forbidden(file: "test", name: "\(module).\(name)")
    #expect(throws: expected) { try StateDict(legacy(global(module, name) + call)) }
    let short: [UInt8] = [module, name].flatMap { [0x8C, UInt8($0.utf8.count)] + Array($0.utf8) }
    #expect(throws: expected) { try StateDict(legacy(short + [0x93] + call)) }
  }

  @Test func instructionsThatNoStateDictNeedsAreRefused() {
    // INST, OBJ, NEWOBJ, EXT1, DUP, BYTEARRAY8, text-mode integers.
    for code in [0x69, 0x6F, 0x81, 0x82, 0x32, 0x96, 0x49] as [UInt8] {
      #expect(throws: WeightsError.unsupported(file: "test", what: "the pickle instruction \(code)")) {
        try StateDict(legacy([0x7D, code]))
      }
    }
  }

  @Test func brokenProgramsAreRefused() {
    for pickle in [
      [], [0x74], [0x52], [0x28, 0x52], [0x85], [0x28, 0x85], [0x51], [0x4E, 0x51], [0x68, 3], [0x61], [0x7D, 0x73],
      [0x5D, 0x28, 0x75], [0x7D, 0x28, 0x4E, 0x75], [0x4E, 0x62], [0x4E, 0x4E, 0x62], [0x7D, 0x7D, 0x52], [0x8A, 9],
      [0x58, 0xFF, 0xFF, 0xFF, 0xFF], [0x8C, 2, 0xC3, 0x28], [0x80, 9], [0x4E],
    ] as [[UInt8]] {
      #expect(throws: WeightsError.self, "\(pickle)") { try StateDict(legacy(pickle)) }
    }
  }

  @Test func nestingWithoutEndCostsNoRecursion() {
    let deep = [0x29] + [UInt8](repeating: 0x85, count: 400_000)
    #expect(throws: WeightsError.self) { try StateDict(legacy(deep)) }
    // A list that holds itself.
    #expect(throws: WeightsError.self) { try StateDict(legacy([0x5D, 0x71, 0, 0x68, 0, 0x61])) }
  }

  @Test func programsWithoutEndAreStopped() {
    let long = [UInt8](repeating: 0x4E, count: 1_000_001)
    #expect(
      throws: WeightsError.tooLarge(file: "test", what: "pickle instructions", found: 1_000_001, limit: 1_000_000)
    ) { try StateDict(legacy(long)) }
  }

  /// A list of 100,000 references to one pair, made a dictionary again and again: 5 bytes for 200,000 values each time.
  @Test func recalledListsDontMultiply() {
    var pickle = global("collections", "OrderedDict") + [0x71, 0, 0x4B, 1, 0x4B, 2, 0x86, 0x71, 1, 0x5D, 0x71, 2, 0x28]
    pickle += [UInt8](repeating: 0, count: 200_000).indices.map { $0 % 2 == 0 ? 0x68 : 1 } + [0x65]
    pickle += (0..<50).flatMap { _ in [0x68, 0, 0x68, 2, 0x85, 0x52] as [UInt8] }
    let error = #expect(throws: WeightsError.self) { try StateDict(legacy(pickle)) }
    guard case .tooLarge(_, "values in its pickle", _, 1_000_000) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test func compressedAndTwiceNamedRecordsAreRefused() throws {
    let whole = try bytes(of: "protocol4-zip.pth")
    let entry = try #require(whole.indices.first { whole[$0...].starts(with: [0x50, 0x4B, 0x01, 0x02]) })
    var packed = whole
    packed[entry + 10] = 8
    #expect(
      throws: WeightsError.unsupported(
        file: "test", what: "compression (PyTorch stores its records as they are)")
    ) { try StateDict(FileBytes(packed, name: "test")) }
    var locked = whole
    locked[entry + 8] |= 1
    #expect(throws: WeightsError.unsupported(file: "test", what: "encryption")) {
      try StateDict(FileBytes(locked, name: "test"))
    }
    var shifted = whole
    shifted[entry + 42] &+= 1
    #expect(throws: WeightsError.self) { try StateDict(FileBytes(shifted, name: "test")) }
  }

  @Test(arguments: ["kinds-zip.pth", "kinds-legacy.pth", "checkpoint-zip.pth", "checkpoint-legacy.pth"])
  func mutatedFilesAreReadOrRefused(name: String) throws {
    let whole = try bytes(of: name)
    var generator = SeededGenerator(seed: 12)
    var refused = 0
    for _ in 0..<500 {
      if try !readOrRefuse(mutated(whole, using: &generator), { try StateDict($0) }) { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test(arguments: ["protocol4-zip.pth", "protocol4-legacy.pth"])
  func everyTruncationIsRefused(name: String) throws {
    let whole = try bytes(of: name)
    for length in 0..<whole.count {
      #expect(try !readOrRefuse(Array(whole.prefix(length)), { try StateDict($0) }))
    }
  }
}

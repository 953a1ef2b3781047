import Foundation
import TestSupport
import Testing
import Weights

@Suite struct SafetensorsTests {
  private let weights = WeightSet([
    "stem.conv.weight": WeightArray(shape: [2, 1, 1, 2], values: [1, -2.5, .greatestFiniteMagnitude, 0]),
    "a \"quoted\"\\\n\u{1}🐕": WeightArray(shape: [], values: [.pi]),
    "empty": WeightArray(shape: [0, 7], values: []),
  ])

  @Test func whatIsWrittenIsReadBack() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "weights.safetensors")
    try SafetensorsWriter.write(weights, metadata: ["format": "pt", "licence": "of \"many\" lines\n"], to: url)
    let file = try SafetensorsFile(url)
    #expect(Set(file.names) == Set(weights.names))
    #expect(file.metadata == ["format": "pt", "licence": "of \"many\" lines\n"])
    for name in weights.names {
      #expect(try file.array(name) == weights.array(name))
      #expect(try file.shape(of: name) == weights.shape(of: name))
      #expect(try file.elementType(of: name) == .f32)
    }
  }

  @Test func extentsPointAtTheBytesInTheFile() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "weights.safetensors")
    try SafetensorsWriter.write(weights, to: url)
    let file = try SafetensorsFile(url)
    let bytes = [UInt8](try Data(contentsOf: url))
    let extent = try file.extent(of: "stem.conv.weight")
    let expected: [Float] = [1, -2.5, .greatestFiniteMagnitude, 0]
    #expect(Array(bytes[extent]) == expected.withUnsafeBytes { Array($0) })
    #expect(try file.extent(of: try #require(file.names.first)).lowerBound % SafetensorsWriter.alignment == 0)
  }

  @Test func equalWeightsGiveEqualBytes() throws {
    let folder = try TemporaryFolder()
    let urls = ["a", "b"].map { folder.url.appending(path: $0) }
    let metadata = Dictionary(uniqueKeysWithValues: (0..<20).map { ("key\($0)", "\($0)") })
    for url in urls { try SafetensorsWriter.write(weights, metadata: metadata, to: url) }
    #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
  }

  @Test func aFailedWriteLeavesTheOldFileAndNothingElse() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write("old".utf8, to: "weights.safetensors")
    let wrong = WeightSet(["a": WeightArray(shape: [3], values: [1, 2])])
    #expect(throws: WeightsError.wrongCount(name: "a", shape: [3], found: 2)) {
      try SafetensorsWriter.write(wrong, to: url)
    }
    #expect(try Data(contentsOf: url) == Data("old".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
    #expect(throws: WeightsError.self) { try SafetensorsWriter.write(wrong, to: folder.url.appending(path: "no/file")) }
  }

  @Test func everyNumberTypeIsReadAsFloats() throws {
    let types: [(String, [UInt8], Float)] = [
      ("BOOL", [1], 1), ("U8", [200], 200), ("I8", [0xFE], -2), ("I16", [0xFE, 0xFF], -2), ("U16", [0, 1], 256),
      ("F16", [0x00, 0xC1], -2.5), ("BF16", [0x20, 0xC0], -2.5), ("I32", [0xFE, 0xFF, 0xFF, 0xFF], -2),
      ("U32", [0, 0, 1, 0], 65536), ("F32", [0, 0, 0x20, 0xC0], -2.5), ("F64", [0, 0, 0, 0, 0, 0, 4, 0xC0], -2.5),
      ("I64", [0xFE] + [UInt8](repeating: 0xFF, count: 7), -2), ("U64", [0, 0, 0, 0, 1, 0, 0, 0], 4_294_967_296),
    ]
    #expect(Set(types.map(\.0)) == Set(ElementType.allCases.map(\.rawValue)))
    for (name, bytes, value) in types {
      let header = #"{"x":{"dtype":"\#(name)","shape":[1],"data_offsets":[0,\#(bytes.count)]}}"#
      let file = try SafetensorsFile(safetensors(header, data: bytes))
      #expect(try file.array("x") == WeightArray(shape: [1], values: [value]), "\(name)")
    }
  }

  @Test(
    arguments: [
      (0x0001, 0x1p-24), (0x83FF, -0x1.FF8p-15), (0x0400, 0x1p-14), (0x7BFF, 65504), (0x8000, -0.0),
      (0x3555, 0x1.554p-2),
    ] as [(UInt16, Float)])
  func halvesAreExact(bits: UInt16, value: Float) throws {
    let header = #"{"x":{"dtype":"F16","shape":[],"data_offsets":[0,2]}}"#
    let file = try SafetensorsFile(safetensors(header, data: [UInt8(bits & 0xFF), UInt8(bits >> 8)]))
    #expect(try file.array("x").values.map(\.bitPattern) == [value.bitPattern])
  }

  @Test func infinityAndNotANumberStayWhatTheyAre() throws {
    let header = #"{"x":{"dtype":"F16","shape":[3],"data_offsets":[0,6]}}   "#
    let values = try SafetensorsFile(safetensors(header, data: [0, 0x7C, 0, 0xFC, 1, 0x7E])).array("x").values
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
  }

  @Test func weightsThatAreMissingAreNamed() throws {
    let file = try SafetensorsFile(safetensors("{}"))
    #expect(file.names.isEmpty)
    #expect(throws: WeightsError.missing(name: "x", file: "test")) { try file.array("x") }
  }

  @Test func anythingButAPlainFileIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(throws: WeightsError.self) { try SafetensorsFile(folder.url) }
    #expect(throws: WeightsError.self) { try SafetensorsFile(folder.url.appending(path: "none")) }
    let pipe = folder.url.appending(path: "pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    #expect(throws: WeightsError.system(action: "opened", file: pipe.path, reason: "it is not a file")) {
      try SafetensorsFile(pipe)
    }
    #expect(throws: WeightsError.self) { try SafetensorsFile(try folder.write([], to: "empty")) }
  }
}

import TestSupport
import Testing
import Weights

@Suite struct HostileSafetensorsTests {
  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2]}}"#,
    #"{"a":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"code":"x"}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
    #"{"a":{"dtype":"F32","shape":[[[[[[[["#,
    #"{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"\x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    "[]", "", "{", "{\"", "{\"a\"", "{\"a\":", "{\"a\n\":{}}",
  ])
  func brokenHeadersAreRefused(header: String) {
    #expect(throws: WeightsError.self) { try SafetensorsFile(safetensors(header, data: [0, 0, 0, 0, 0, 0, 0, 0])) }
  }

  @Test func theHeaderTheBrokenOnesComeFromIsRead() throws {
    let header = #"{"__metadata__":{},"a" : {"shape":[ 2 ],"data_offsets":[0, 8],"dtype":"F32"}}  "#
    #expect(try SafetensorsFile(safetensors(header, data: [0, 0, 128, 63, 0, 0, 0, 64])).array("a").values == [1, 2])
  }

  @Test(arguments: [9, 17 << 20, UInt64(Int64.max), .max])
  func lengthsBeyondTheFileOrTheLimitAreRefused(length: UInt64) {
    #expect(throws: WeightsError.self) { try SafetensorsFile(safetensors("{}", length: length)) }
  }

  @Test func namesThatAreNoTextAreRefused() {
    let bytes: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xC3] + Array("\":1}".utf8)
    #expect(throws: WeightsError.self) { try SafetensorsFile(FileBytes(bytes, name: "test")) }
  }

  @Test func deepNestingCostsNothing() {
    #expect(throws: WeightsError.self) {
      try SafetensorsFile(safetensors(String(repeating: "{\"a\":", count: 500_000)))
    }
  }

  @Test func mutatedFilesAreReadOrRefused() throws {
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""b":{"dtype":"U8","shape":[2,3],"data_offsets":[8,14]},"c\n":{"dtype":"BF16","shape":[],"data_offsets":[14,16]}}"#
    var whole = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + header.utf8
    whole += [UInt8](repeating: 7, count: 16)
    var generator = SeededGenerator(seed: 11)
    var refused = 0
    for _ in 0..<3000 {
      if try !readOrRefuse(mutated(whole, using: &generator), { try SafetensorsFile($0) }) { refused += 1 }
    }
    #expect(refused > 1000)
  }
}

import Foundation
import TestSupport
import Testing
import Weights

@Suite struct StateDictTests {
  @Test(arguments: ["zip", "legacy"])
  func everyKindOfTensorIsRead(form: String) throws {
    let state = try StateDict(written("kinds-\(form).pth"))
    #expect(state.names.first == "plain" && state.names.last == "parameter" && state.names.count == 15)
    #expect(try state.array("plain") == WeightArray(shape: [2, 3], values: counting(0..<6)))
    #expect(try state.array("channels_last") == WeightArray(shape: [2, 3, 2, 2], values: counting(0..<24)))
    #expect(try state.array("part") == WeightArray(shape: [2, 3], values: counting(3..<9)))
    #expect(try state.array("stepped") == WeightArray(shape: [4], values: counting([1, 4, 7, 10])))
    #expect(try state.array("half") == WeightArray(shape: [5], values: counting(0..<5)))
    #expect(try state.array("brain") == WeightArray(shape: [5], values: counting(0..<5)))
    #expect(try state.array("double") == WeightArray(shape: [3], values: counting(0..<3)))
    #expect(try state.array("long") == WeightArray(shape: [3], values: [-3, 0, 1_099_511_627_776]))
    #expect(try state.array("int") == WeightArray(shape: [2], values: [-7, 7]))
    #expect(try state.array("byte") == WeightArray(shape: [2], values: [0, 255]))
    #expect(try state.array("flag") == WeightArray(shape: [3], values: [1, 0, 1]))
    #expect(try state.array("scalar") == WeightArray(shape: [], values: [41]))
    #expect(try state.array("nothing") == WeightArray(shape: [0, 4], values: []))
    #expect(try state.array("parameter") == WeightArray(shape: [3], values: counting(0..<3)))
    #expect(try state.elementType(of: "brain") == .bf16)
  }

  @Test(arguments: ["zip", "legacy"])
  func permutedStridesAreHonoured(form: String) throws {
    // counting(4, 3, 2, 2) with axes in the order 3, 0, 2, 1.
    var expected: [Int] = []
    for a in 0..<2 {
      for b in 0..<4 { for c in 0..<2 { for d in 0..<3 { expected.append(b * 12 + d * 4 + c * 2 + a) } } }
    }
    let state = try StateDict(written("kinds-\(form).pth"))
    #expect(try state.array("turned") == WeightArray(shape: [2, 4, 2, 3], values: counting(expected)))
  }

  @Test(arguments: ["zip", "legacy"])
  func aStateDictWithinACheckpointIsFound(form: String) throws {
    let state = try StateDict(written("checkpoint-\(form).pth"))
    #expect(
      state.names == [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked",
      ])
    #expect(try state.array("0.weight") == WeightArray(shape: [2, 1, 2, 2], values: [Float](repeating: 1, count: 8)))
    #expect(try state.array("1.num_batches_tracked") == WeightArray(shape: [], values: [7]))
  }

  @Test(arguments: ["zip", "legacy"])
  func theFourthPickleProtocolIsRead(form: String) throws {
    #expect(try StateDict(written("protocol4-\(form).pth")).array("weight").values == counting(0..<2))
  }

  @Test(arguments: ["zip", "legacy"])
  func codeIsRefusedByNameAndNotRun(form: String) throws {
    let url = written("hostile-\(form).pth")
    let error = #expect(throws: WeightsError.self) { try StateDict(url) }
    #expect(error == .forbidden(file: url.path, name: "posix.system"))
    #expect(error?.description.contains("tries to run posix.system; this was refused and nothing was run") == true)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/dogbreed-was-here"))
  }

  @Test func weightsGoOverIntoSafetensorsUnchanged() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "weights.safetensors")
    let state = try StateDict(written("kinds-legacy.pth"))
    try SafetensorsWriter.write(state, to: url)
    let file = try SafetensorsFile(url)
    #expect(Set(file.names) == Set(state.names))
    for name in state.names { #expect(try file.array(name) == state.array(name)) }
  }

  @Test func otherFilesAreToldApart() throws {
    for bytes in [[], Array("PK".utf8), try bytes(of: "plain.pickle"), [0x89, 0x50, 0x4E, 0x47]] as [[UInt8]] {
      #expect {
        try StateDict(FileBytes(bytes, name: "other"))
      } throws: {
        guard case .unknownForm("other", _)? = $0 as? WeightsError else { return false }
        return true
      }
    }
    let state = try StateDict(written("kinds-zip.pth"))
    #expect(throws: WeightsError.self) { try state.array("none") }
  }
}

import Foundation
import TestSupport
import Testing
import Weights

/// A small file that PyTorch wrote: `Tests/Reference/write_state_dicts.py`.
func written(_ name: String) -> URL { Bundle.module.bundleURL.appending(path: "Data/\(name)") }

func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: written(name))) }

/// n / 8 − 1: exact in every float type.
func counting(_ numbers: some Sequence<Int>) -> [Float] { numbers.map { Float($0) / 8 - 1 } }

/// A safetensors file of a header and data as given, however wrong.
func safetensors(_ header: String, data: [UInt8] = [], length: UInt64? = nil) -> FileBytes {
  let length = length ?? UInt64(header.utf8.count)
  return FileBytes(withUnsafeBytes(of: length.littleEndian) { Array($0) } + header.utf8 + data, name: "test")
}

/// Changes, drops, doubles or adds a few bytes at seeded places.
func mutated(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
    case 2: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
    case 3: bytes.remove(at: place)
    case 4: bytes.insert(bytes[place], at: place)
    default: bytes.removeLast(min(bytes.count - place, 1 + place % 16))
    }
  }
  return bytes
}

/// Reads all of a mutated file: it must be refused by a typed error, or be read within the bounds of what exists.
func readOrRefuse(_ bytes: [UInt8], _ open: (FileBytes) throws -> any WeightSource) throws -> Bool {
  do {
    let source = try open(FileBytes(bytes, name: "mutated"))
    for name in source.names {
      let array = try source.array(name)
      #expect(array.values.count == array.shape.reduce(1, *) && array.values.count <= bytes.count)
    }
    return true
  } catch is WeightsError {
    return false
  }
}

import Corpus
import Foundation
import TestSupport
import Testing

@Suite struct MATFileTests {
  private static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

  private static func element(_ type: Int, _ bytes: [UInt8]) -> [UInt8] {
    word(type) + word(bytes.count) + bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  private static func matrix(kind: Int, sizes: [Int], name: String = "", _ data: [UInt8]) -> [UInt8] {
    element(
      14,
      element(6, word(kind) + word(0)) + element(5, sizes.flatMap(word)) + element(1, Array(name.utf8)) + data)
  }

  private static func text(_ text: String) -> [UInt8] {
    matrix(
      kind: 4, sizes: [1, text.utf16.count], element(4, text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
  }

  private static let header =
    [UInt8](repeating: 32, count: 124) + [0, 1, UInt8(ascii: "I"), UInt8(ascii: "M")]

  /// A file with a cell array of two texts and an array of three numbers.
  private static let sample =
    header + matrix(kind: 1, sizes: [2, 1], name: "names", text("pug") + text("Käfer"))
    + matrix(kind: 6, sizes: [3, 1], name: "labels", word(2 | 3 << 16) + [7, 8, 255, 0])

  @Test func readsPlainElements() throws {
    let file = try MATFile(bytes: Self.sample)
    #expect(try file.strings(named: "names") == ["pug", "Käfer"])
    #expect(try file.numbers(named: "labels") == [7, 8, 255])
  }

  @Test func saysWhatItLacks() throws {
    let file = try MATFile(bytes: Self.sample)
    #expect(throws: CorpusError.malformedMAT(reason: "it has no variable boxes")) { try file.numbers(named: "boxes") }
    #expect(throws: CorpusError.malformedMAT(reason: "labels is not a cell array")) {
      try file.strings(named: "labels")
    }
    #expect(throws: CorpusError.malformedMAT(reason: "names holds no numbers")) { try file.numbers(named: "names") }
    #expect(throws: CorpusError.self) { try MATFile(bytes: Array(Self.header.prefix(100))) }
    #expect(throws: CorpusError.self) { try MATFile(bytes: Array("\u{89}HDF".utf8) + Self.header) }
  }

  @Test func refusesClaimsBeyondItsBytes() {
    let vast = Self.header + Self.matrix(kind: 1, sizes: [1 << 30, 1 << 30], name: "names", [])
    #expect(throws: CorpusError.malformedMAT(reason: "a matrix claims more than its bytes can hold")) {
      try MATFile(bytes: vast).strings(named: "names")
    }
    var nested = Self.text("x")
    for _ in 0..<50 { nested = Self.matrix(kind: 1, sizes: [1, 1], nested) }
    let deep = Self.header + Self.matrix(kind: 1, sizes: [1, 1], name: "names", nested)
    #expect(throws: CorpusError.malformedMAT(reason: "its cells are nested too deep")) {
      try MATFile(bytes: deep).strings(named: "names")
    }
  }

  /// Every cut and many changed bytes give values or one kind of error.
  @Test func damageIsAnError() {
    var (read, refused) = (0, 0)
    /// Each variable by itself: one that is refused says nothing of the other.
    func tryAll(_ bytes: [UInt8]) {
      for variable in ["labels", "names"] {
        do throws(CorpusError) {
          let file = try MATFile(bytes: bytes)
          let count =
            try variable == "names" ? file.strings(named: variable).count : file.numbers(named: variable).count
          #expect(count <= bytes.count)
          read += 1
        } catch {
          refused += 1
          guard case .malformedMAT = error else {
            Issue.record(error)
            continue
          }
        }
      }
    }
    for length in 0..<Self.sample.count { tryAll(Array(Self.sample.prefix(length))) }
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<3000 {
      var bytes = Self.sample
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bytes[Int.random(in: 128..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      tryAll(bytes)
    }
    #expect(read > 1000 && refused > 1000, "\(read) read, \(refused) refused")
  }

  @Test(.enabled(if: ReferencePython.available), arguments: [true, false]) func readsWhatSciPyWrites(
    _ compressed: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "t.mat")
    let script = """
      import sys, numpy as np, scipy.io
      names = np.empty((3, 1), dtype=object)
      names[:, 0] = ['n1-a/n1_1.jpg', 'Käfer', '']
      scipy.io.savemat(sys.argv[1], {'numbers': np.array([[1.5, -2, 3e9]]), 'bytes': np.arange(300, dtype=np.uint16),
        'names': names, 'zeros': np.zeros((1, 50000))}, do_compression=sys.argv[2] == 'true')
      """
    _ = try ReferencePython.run(script, [file.path, "\(compressed)"])
    let read = try MATFile(path: file.path)
    #expect(try read.strings(named: "names") == ["n1-a/n1_1.jpg", "Käfer", ""])
    #expect(try read.numbers(named: "numbers") == [1.5, -2, 3e9])
    #expect(try read.numbers(named: "bytes") == (0..<300).map(Double.init))
    #expect(try read.numbers(named: "zeros").count == 50_000)
    // The last variable is not whole wherever the file is cut.
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(try MATFile(bytes: bytes).numbers(named: "zeros").count == 50_000)
    for length in stride(from: 128, to: bytes.count, by: compressed ? 37 : 3701) {
      #expect(throws: CorpusError.self) { try MATFile(bytes: Array(bytes.prefix(length))).numbers(named: "zeros") }
    }
  }
}

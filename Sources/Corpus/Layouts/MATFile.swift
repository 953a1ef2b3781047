import Foundation
import Support

/// Reads cell arrays of text and arrays of numbers from a MAT-file.
///
/// Format: MathWorks, MAT-File Format, level 5, little-endian, elements plain or zlib-compressed. The input is
/// untrusted: sizes are checked against what exists, and what unpacks is bounded.
package struct MATFile: Sendable {
  static let fileLimit = 64 << 20
  static let unpackedLimit = 256 << 20
  static let depthLimit = 4

  private let bytes: [UInt8]

  package init(path: String) throws(CorpusError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try RegularFile.contents(of: path, limit: Self.fileLimit)
    } catch {
      guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
      throw .notReadable(path: path, reason: error.reason)
    }
    try self.init(bytes: bytes)
  }

  package init(bytes: [UInt8]) throws(CorpusError) {
    guard bytes.count <= Self.fileLimit else { throw .malformedMAT(reason: "it has more than \(Self.fileLimit) bytes") }
    guard bytes.count >= 128 else { throw .malformedMAT(reason: "its header of 128 bytes is truncated") }
    guard bytes[126] == UInt8(ascii: "I"), bytes[127] == UInt8(ascii: "M"), bytes[125] == 1 else {
      throw .malformedMAT(reason: "it is not of level 5 and little-endian")
    }
    self.bytes = bytes
  }

  /// The texts of a cell array in column order.
  package func strings(named name: String) throws(CorpusError) -> [String] {
    guard case .cells(let cells) = try variable(name) else {
      throw .malformedMAT(reason: "\(name) is not a cell array")
    }
    var texts: [String] = []
    texts.reserveCapacity(cells.count)
    for cell in cells {
      guard case .text(let text) = cell else { throw .malformedMAT(reason: "a cell of \(name) holds no text") }
      texts.append(text)
    }
    return texts
  }

  /// The real numbers of an array in column order.
  package func numbers(named name: String) throws(CorpusError) -> [Double] {
    guard case .numbers(let numbers) = try variable(name) else {
      throw .malformedMAT(reason: "\(name) holds no numbers")
    }
    return numbers
  }

  private func variable(_ name: String) throws(CorpusError) -> MATElements.Value {
    var elements = MATElements(bytes[128...])
    var budget = Self.unpackedLimit
    while let element = try elements.next() {
      var matrix = element
      if element.type == .compressed {
        let unpacked = try inflated(element.bytes, limit: budget)
        budget -= unpacked.count
        var inner = MATElements(unpacked[...])
        guard let first = try inner.next() else { continue }
        matrix = first
      }
      if matrix.type == .matrix, let value = try MATElements.matrix(matrix.bytes, named: name, depth: 0) {
        return value
      }
    }
    throw .malformedMAT(reason: "it has no variable \(name)")
  }
}

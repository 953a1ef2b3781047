import Serving
import TestSupport
import Testing

@Suite struct MultipartTests {
  @Test(arguments: [
    "multipart/form-data; boundary=abc", "multipart/form-data;boundary=\"abc\"; charset=utf-8",
    "Multipart/Form-Data;  x=\"a;b\" ; BOUNDARY=abc",
  ])
  func theBoundaryIsFound(_ type: String) throws {
    #expect(try Multipart.boundary(in: type) == Array("abc".utf8))
  }

  @Test(arguments: [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
    "multipart/form-data; boundary=" + String(repeating: "a", count: 71), "multipart/form-data; boundary=ä", "",
  ])
  func aMissingBoundaryIsSaid(_ type: String) {
    #expect(throws: MultipartError.noBoundary) { try Multipart.boundary(in: type) }
  }

  private func parse(_ text: String) throws -> [MultipartPart] {
    try Multipart.parse(Array(text.utf8), boundary: Array("B".utf8))
  }

  @Test func partsInOrderWithPreambleAndEpilogue() throws {
    let parts = try parse(
      "preamble\r\n--B\r\nContent-Type: image/png\r\ncontent-disposition: form-data; name=\"a\"; filename=\"x;\\\"y.png\""
        + "\r\n\r\n\r\n--b\r\n--B \t\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--B--\r\nepilogue")
    #expect(parts.map(\.name) == ["a", "b"])
    #expect(parts.map(\.fileName) == ["x;\"y.png", nil])
    #expect(parts.map { String(decoding: $0.body, as: UTF8.self) } == ["\r\n--b", ""])
  }

  @Test(arguments: [
    ("", MultipartError.noPart), ("no boundary at all", .noPart), ("--B--", .noPart), ("--B", .unfinished),
    ("--B\r\n", .unfinished), ("--B\nContent-Disposition: form-data; name=a\n\nbody\n--B--\n", .bareLineFeeds),
    ("--B\r\nContent-Disposition: form-data; name=a\r\n\r\nbody", .unfinished),
    ("--B\r\nContent-Type: a\r\n\r\nbody\r\n--B--", .badHeader),
    ("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nbody\r\n--B--", .badHeader),
    ("--B\r\nContent-Disposition: form-data\r\n\r\nbody\r\n--B--", .badHeader), ("--Bxyz", .unfinished),
    ("--B\r\n" + String(repeating: "a", count: 9000), .headerTooLong(limit: 8192)),
  ])
  func brokenBodiesAreSaid(_ text: String, _ expected: MultipartError) {
    #expect(throws: expected) { try parse(text) }
  }

  @Test func tooManyParts() {
    let part = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
    #expect(throws: MultipartError.tooManyParts(limit: 64)) { try parse(String(repeating: part, count: 65) + "--B--") }
  }

  @Test func whatIsWrittenIsRead() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<100 {
      let letters: [UInt8] = [13, 10, 45, 120, 89, 0, 255]
      var bodies: [[UInt8]] = []
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        let length = Int.random(in: 0...300, using: &generator)
        bodies.append((0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
      }
      let form = Form.body(bodies.enumerated().map { ("n\($0)", "f\($0)", $1) })
      let parts = try Multipart.parse(form, boundary: Array(Form.boundary.utf8))
      #expect(parts.map { Array($0.body) } == bodies)
    }
  }

  @Test func damagedBodiesAreReadOrRefused() {
    var generator = SeededGenerator(seed: 12)
    let whole = Form.body([("a", "a.jpg", Array(repeating: 7, count: 50)), ("b", nil, [1, 2, 3])])
    var (read, refused) = (0, 0)
    for _ in 0..<3000 {
      let length = Bool.random(using: &generator) ? whole.count : Int.random(in: 0...whole.count, using: &generator)
      var bytes = Array(whole.prefix(length))
      for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      do {
        let parts = try Multipart.parse(bytes, boundary: Array(Form.boundary.utf8))
        #expect((1...2).contains(parts.count) && parts.reduce(0) { $0 + $1.body.count } < bytes.count)
        read += 1
      } catch {
        #expect(error != .noBoundary, "the boundary was given: \(error)")
        refused += 1
      }
    }
    #expect(read > 300 && refused > 1000, "\(read) read, \(refused) refused")
  }
}

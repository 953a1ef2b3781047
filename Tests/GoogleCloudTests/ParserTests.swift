import Foundation
import NIOCore
import Support
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

/// Bytes from elsewhere: read right, or refused.
@Suite struct ParserTests {
  @Test func addresses() throws {
    let address = try StorageAddress("gs://dog-photos/a/b c.jpg")
    #expect(address.bucket == "dog-photos" && address.name == "a/b c.jpg")
    #expect("\(address)" == "gs://dog-photos/a/b c.jpg")
    #expect(try StorageAddress("gs://abc").prefix == "" && StorageAddress("gs://abc/").name == "")
    #expect(try StorageAddress("gs://abc/x").prefix == "x/" && StorageAddress("gs://abc/x/").prefix == "x/")
    #expect(try StorageAddress("gs://abc/x/").appending("y").name == "x/y")
    #expect(try StorageAddress("gs://abc/x/y").lastComponent == "y")
    #expect(try StorageAddress("gs://abc").lastComponent == "abc")
    let bad = [
      "", "gs://", "gs://ab", "gs:///x", "gs://Abc/x", "gs://-abc/x", "gs://abc-/x", "gs://a b/x", "gs://abc/a\nb",
      "gs://abc/.", "gs://abc/..", "http://abc/x", "gs://" + String(repeating: "a", count: 64),
      "gs://abc/" + String(repeating: "x", count: 1025),
    ]
    for text in bad { #expect(throws: CloudError.self, "\(text)") { try StorageAddress(text) } }
  }

  @Test func namesThatLeaveTheFolder() {
    for name in ["a", "a/b.jpg", "ä/ö", "...", "a b", ".hidden"] { #expect(SafeName.isSafe(name), "\(name)") }
    let bad = [
      "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "a/./b", "a\0b", ".x.dogbreed-part",
      String(repeating: "x", count: 256),
    ]
    for name in bad { #expect(!SafeName.isSafe(name), "\(name)") }
  }

  @Test func contentRanges() {
    let range = ContentRange("bytes 5-9/20")
    #expect(range?.first == 5 && range?.last == 9 && range?.size == 20)
    let bad = [
      "", "bytes", "bytes 5-9", "bytes 9-5/20", "bytes 5-20/20", "bytes 5-9/*", "bytes -5-9/20", "bytes +5-9/20",
      "bytes 5-9/99999999999999999999", "items 5-9/20", "bytes 5-9/20/30", "bytes  5-9/20",
    ]
    for text in bad { #expect(ContentRange(text) == nil, "\(text)") }
  }

  private func answer(_ status: Int, _ headers: [String: String], _ text: String = "") throws -> ResumableAnswer {
    try ResumableAnswer(
      CloudResponse(status: status, headers: headers, body: ByteBuffer(string: text)), total: 1000,
      request: CloudRequest("PUT", "http://x/y"))
  }

  @Test func answersToChunks() throws {
    #expect(try answer(308, [:]) == .stored(0))
    #expect(try answer(308, ["range": "bytes=0-255"]) == .stored(256))
    for text in ["bytes=0-1000", "bytes=1-255", "bytes=0--1", "bytes=0-", "0-255", "bytes=0-99999999999999999999"] {
      #expect(throws: CloudError.self, "\(text)") { try answer(308, ["range": text]) }
    }
    let good = #"{"name":"a","generation":"7","size":"1000","crc32c":"AAAAAA=="}"#
    #expect(try answer(200, [:], good) == .done(StoredObject(name: "a", generation: 7, size: 1000, crc: CRC32C(0))))
    let bad = [
      "", "{}", "[]", good.replacingOccurrences(of: "1000", with: "-1"),
      good.replacingOccurrences(of: "\"7\"", with: "7"),
      good.replacingOccurrences(of: "AAAAAA==", with: "AAAA"),
      good.replacingOccurrences(of: "1000", with: "99999999999999999999"),
    ]
    for text in bad { #expect(throws: CloudError.self, "\(text)") { try answer(200, [:], text) } }
  }

  /// Answers with bytes changed at random are read or refused, never more.
  @Test func fuzzedAnswers() {
    var generator = SeededGenerator(seed: 11)
    let texts = [
      #"{"name":"a","generation":"7","size":"1000","crc32c":"AAAAAA=="}"#,
      #"{"items":[{"name":"a","generation":"7","size":"1000","crc32c":"AAAAAA=="}],"nextPageToken":"x"}"#,
      #"{"error":{"code":503,"message":"x","errors":[{"reason":"backendError"}]}}"#,
      #"{"access_token":"abc","expires_in":3599}"#,
    ]
    var (read, refused) = (0, 0)
    func tried(_ body: () throws -> Void) {
      do {
        try body()
        read += 1
      } catch {
        #expect(error is CloudError, "\(error)")
        refused += 1
      }
    }
    for round in 0..<4000 {
      var bytes = Array(texts[round % texts.count].utf8)
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
      let response = CloudResponse(
        status: 200, headers: ["retry-after": String(decoding: bytes.prefix(8), as: UTF8.self)],
        body: ByteBuffer(bytes: bytes))
      let request = CloudRequest("GET", "http://x/y")
      tried {
        let size = try response.decoded(StoredObject.self, of: request).size
        #expect(size >= 0)
      }
      tried { _ = try response.decoded(ListAnswer.self, of: request) }
      tried { _ = try response.decoded(TokenAnswer.self, of: request).token(asked: .now) }
      let refusal = RefusalText.error(response, to: request)
      #expect(refusal.message.count <= 400 && !refusal.message.contains("\n"))
      // None of these texts is any of that, whatever few bytes are changed.
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(
        ContentRange(text) == nil && ResumableAnswer.last(text) == nil && HTTPDate.seconds(text) == nil, "\(text)")
      #expect(throws: CloudError.self, "\(text)") { try StorageAddress("gs://" + text) }
    }
    #expect(read > 200 && refused > 5000, "\(read) read, \(refused) refused")
  }
}

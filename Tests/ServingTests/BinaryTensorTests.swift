import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Testing

/// The Open Inference Protocol's binary form, as Triton's client sends it.
@Suite struct BinaryTensorTests {
  private static func elements(_ images: [[UInt8]]) -> [UInt8] {
    images.flatMap { image in (0..<4).map { UInt8(image.count >> (8 * $0) & 255) } + image }
  }

  private static func json(_ shape: String, _ size: Int, _ more: String = "", outputs: String = "") -> String {
    #"{"inputs": [{"name": "image", "shape": \#(shape), "datatype": "BYTES", \#(more)"#
      + #""parameters": {"binary_data_size": \#(size)}}]\#(outputs)}"#
  }

  private func infer(
    _ client: any TestClientProtocol, _ json: String, _ binary: [UInt8], length: String? = nil
  ) async throws -> TestResponse {
    var headers: HTTPFields = [.contentType: "application/octet-stream"]
    headers[.init("Inference-Header-Content-Length")!] = length ?? String(json.utf8.count)
    if length == "" { headers[.init("Inference-Header-Content-Length")!] = nil }
    return try await client.execute(
      uri: "/v2/models/fake/infer", method: .post, headers: headers, body: ByteBuffer(bytes: Array(json.utf8) + binary))
  }

  @Test(arguments: ["[2]", "[2, 1]"]) func imagesComeAsTheirBytes(_ shape: String) async throws {
    try await withServer { client async throws in
      let binary = Self.elements([FakeClassifier.image(), FakeClassifier.image("other")])
      let answer = try await infer(client, Self.json(shape, binary.count), binary)
      #expect(answer.status == .ok, "\(answer.text)")
      #expect(answer.text.contains(#""data":["sure","other"]"#))
    }
  }

  @Test func onlyTheOutputsThatAreWanted() async throws {
    try await withServer { client async throws in
      let binary = Self.elements([FakeClassifier.image()])
      let wanted = #", "outputs": [{"name": "verdict", "parameters": {"binary_data": true}}]"#
      let answer = try await infer(client, Self.json("[1]", binary.count, outputs: wanted), binary)
      #expect(answer.status == .ok && answer.text.contains("verdict") && !answer.text.contains("probability"))
      let unknown = #", "outputs": [{"name": "logits"}]"#
      let refused = try await infer(client, Self.json("[1]", binary.count, outputs: unknown), binary)
      #expect(try refused.problem().detail.contains("logits"))
    }
  }

  @Test func whatDoesNotFitIsSaid() async throws {
    try await withServer { client async throws in
      let image = FakeClassifier.image()
      let binary = Self.elements([image])
      let whole = Self.json("[1]", binary.count)
      let plain = #"{"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": ["QQ=="]}]}"#
      let cases: [(String, [UInt8], String?, String)] = [
        (whole, binary, "", "no Inference-Header-Content-Length"),
        (whole, binary, "x", "Inference-Header-Content-Length"),
        (whole, binary, "-1", "Inference-Header-Content-Length"),
        (whole, binary, "100000", "Inference-Header-Content-Length"),
        (whole, Array(binary.dropLast()), nil, "make them equal"), (whole, binary + [0], nil, "make them equal"),
        (Self.json("[1]", 3), [9, 0, 0], nil, "ends after its bytes"),
        (Self.json("[1]", 5), [2, 0, 0, 0, 7], nil, "ends after its bytes"),
        (Self.json("[1]", 5), [255, 255, 255, 255, 7], nil, "ends after its bytes"),
        (Self.json("[3]", binary.count), binary, nil, "doesn't fit"),
        (Self.json("[1]", binary.count, #""data": ["QQ=="], "#), binary, nil, "both data"),
        (plain, binary, nil, "no binary_data_size"),
        (Self.json("[0]", 400), Array(repeating: 0, count: 400), nil, "over 32"),
        (whole, [], "", "no Inference-Header-Content-Length"),
      ]
      for (json, bytes, length, words) in cases {
        let answer = try await infer(client, json, bytes, length: length)
        #expect(answer.status == .badRequest)
        #expect(try answer.problem().detail.contains(words), "\(answer.text)")
      }
    }
  }
}

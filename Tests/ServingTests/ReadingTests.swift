import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Taxonomy
import TestSupport
import Testing

/// Images in every wrapping that public clients send them in.
@Suite struct ReadingTests {
  private static let place = "/api/v1/predictions"
  private static let image = FakeClassifier.image()
  private static let base64 = Data(image).base64EncodedString()

  /// A form with one part, whose header lines are as given.
  private static func form(_ lines: [String], _ body: [UInt8] = image) -> [UInt8] {
    Array("--\(Form.boundary)\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n".utf8) + body
      + Array("\r\n--\(Form.boundary)--\r\n".utf8)
  }

  private static let files: [(disposition: String, type: String?, name: String?)] = [
    (#"name="a"; filename="rex.jpg""#, nil, "rex.jpg"),
    // What requests and urllib3 send for a name outside ASCII.
    (#"name="a"; filename*=utf-8''L%C3%B6wchen.jpg"#, nil, "Löwchen.jpg"),
    (#"name="a"; filename="L_wchen.jpg"; filename*=UTF-8'de'L%C3%B6wchen.jpg"#, nil, "Löwchen.jpg"),
    (#"name="a"; filename*=iso-8859-1''na%EFve.jpg"#, nil, "naïve.jpg"),
    (#"filename*="utf-8''quoted%C2%A0too"; name="a""#, nil, "quoted\u{A0}too"),
    // In pieces, as mail's libraries write long names.
    (#"name="a"; filename*0*=utf-8''L%C3%B6; filename*1="wchen"; filename*2*=%2ejpg"#, nil, "Löwchen.jpg"),
    (#"name="a"; filename*0="long"; filename*1="name.jpg""#, nil, "longname.jpg"),
    (#"name*=utf-8''f%C3%B6to; filename="a.jpg""#, nil, "a.jpg"),
    // A character set that isn't known doesn't hide the plain name.
    (#"name="a"; filename="a.jpg"; filename*=koi8-r''%C1"#, nil, "a.jpg"),
    (#"name="a"; filename="a.jpg"; filename*=utf-8''%"#, nil, "a.jpg"),
    (#"name="a""#, "image/jpeg", nil), (#"name="a""#, "Image/JPEG; charset=binary", nil),
    (#"name="a"; filename="""#, "application/octet-stream", ""),
  ]

  @Test(arguments: files.indices) func aPartIsAFileHoweverItSaysSo(_ index: Int) async throws {
    let (disposition, type, name) = Self.files[index]
    try await withServer { client async throws in
      let lines = ["Content-Disposition: form-data; \(disposition)"] + (type.map { ["Content-Type: \($0)"] } ?? [])
      let answer = try await client.post(Self.place, Self.form(lines), type: Form.type)
      #expect(answer.status == .ok, "\(answer.text)")
      let results = try answer.json(PredictionsBody.self).results
      #expect(results.map(\.name) == [name] && results[0].verdict == .sure)
      // The page takes the same forms.
      #expect(try await client.post("/", Self.form(lines), type: Form.type).status == .ok)
    }
  }

  @Test(arguments: [
    (["Content-Disposition: form-data; name=\"photo\""], "only plain fields (photo)"),
    (["Content-Disposition: form-data; name=\"photo\"", "Content-Type: text/plain"], "only plain fields (photo)"),
    (
      ["Content-Disposition: form-data; name=a; filename=b", "Content-Transfer-Encoding: quoted-printable"],
      "quoted-printable"
    ),
    (["Content-Disposition: form-data; name=a; filename=b", "Content-Transfer-Encoding: base64"], "base64"),
    (["Content-Type: image/jpeg"], "Content-Disposition"),
  ]) func whatIsNoFileIsSaid(_ lines: [String], _ words: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.post(Self.place, Self.form(lines), type: Form.type)
      #expect(answer.status == .badRequest)
      #expect(try answer.problem().detail.contains(words), "\(answer.text)")
    }
  }

  @Test func aPartInBase64IsDecoded() async throws {
    try await withServer { client async throws in
      let lines = ["Content-Disposition: form-data; name=a; filename=b", "Content-Transfer-Encoding: BASE64"]
      let body = Self.form(lines, Array(Self.base64.utf8))
      #expect(try await client.post(Self.place, body, type: Form.type).status == .ok)
    }
  }

  @Test(arguments: ["multipart/mixed", "multipart/related"]) func otherMultipartBodiesAreNamed(_ type: String)
    async throws
  {
    try await withServer { client async throws in
      let answer = try await client.post(Self.place, [1, 2], type: "\(type); boundary=a")
      #expect(answer.status == .badRequest)
      #expect(try answer.problem().detail.contains(type))
    }
  }

  @Test(arguments: ["gzip", "br", "x-gzip, identity", "GZIP"]) func aCompressedBodyIsRefusedInWords(_ coding: String)
    async throws
  {
    try await withServer { client async throws in
      for path in [Self.place, "/", "/predict", "/v2/models/fake/infer"] {
        let answer = try await client.execute(
          uri: path, method: .post, headers: [.contentEncoding: coding], body: ByteBuffer(bytes: [0x1F, 0x8B]))
        #expect(answer.status == .unsupportedMediaType)
        #expect(answer.headers[.acceptEncoding] == "identity")
        #expect(answer.text.contains(coding.lowercased()))
      }
      let plain = try await client.execute(
        uri: Self.place, method: .post, headers: [.contentEncoding: "identity"], body: ByteBuffer(bytes: Self.image))
      #expect(plain.status == .ok)
    }
  }

  /// Bytes whose base64 has each of the characters that are spelt in two ways, and padding.
  private static let odd = image + [0xFB, 0xEF, 0xFF, 0xFE, 0x3F]

  static let spellings: [String] = {
    let plain = Data(odd).base64EncodedString()
    let safe = plain.replacing("+", with: "-").replacing("/", with: "_")
    return [
      plain, safe, safe.replacing("=", with: ""), plain.replacing("=", with: ""),
      String(plain.map { "\($0)\\r\\n" }.joined()), " \(plain) ", "data:image/jpeg;base64,\(plain)",
      "DATA:image/jpeg;charset=utf-8;BASE64, \(safe)", "data:;base64,\(plain.replacing("+", with: "%2B"))",
      "data:image/jpeg," + odd.map { "%" + String(Int($0) | 0x100, radix: 16).dropFirst() }.joined(),
    ]
  }()

  @Test(arguments: spellings) func base64InEachSpelling(_ text: String) async throws {
    try await withServer { client async throws in
      let bodies = [
        (Self.place + "?seen=true", #"{"images": [{"data": "\#(text)"}]}"#),
        ("/predict", #"{"instances": [{"b64": "\#(text)"}]}"#),
        (
          "/v2/models/fake/infer",
          #"{"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": ["\#(text)"]}]}"#
        ),
      ]
      for (path, json) in bodies {
        let answer = try await client.post(path, json.utf8, type: "application/json")
        #expect(answer.status == .ok, "\(answer.text)")
        guard path.contains("seen") else { continue }
        #expect(try answer.json(PredictionsBody.self).results[0].seen.map { Array($0) } == Self.odd)
      }
    }
  }

  @Test(arguments: [
    ("\"not base64!\"", "! at character 11"), ("\"QUJD=QQ\"", "= at character 5"), ("\"QUI=QQ==\"", "Q at character 5"),
    ("\"Q\"", "its last character"), ("\"\"", "is empty"), ("\"data:image/png;base64\"", "without data"),
    ("\"https://example.org/rex.jpg\"", "a https: URL"), ("\" file:///etc/passwd\"", "a file: URL"),
    ("\"data:,%zz\"", "percent"), ("\"QUJ\u{E9}\"", "byte 195"),
  ]) func oneBadImageAmongGoodOnesIsItsOwnProblem(_ bad: String, _ words: String) async throws {
    try await withServer { client async throws in
      let json = #"{"images": [{"data": "\#(Self.base64)"}, {"data": \#(bad)}, {"data": "\#(Self.base64)"}]}"#
      let answer = try await client.post(Self.place, json.utf8, type: "application/json")
      #expect(answer.status == .ok)
      let results = try answer.json(PredictionsBody.self).results
      #expect(results.map(\.verdict) == [.sure, nil, .sure])
      let error = try #require(results[1].error)
      #expect(error.status == 400)
      #expect(error.detail.contains(words) && error.detail.contains("images[1].data"), "\(error.detail)")
      // Alone, it is the request's.
      let alone = try await client.post(Self.place, #"{"images": [{"data": \#(bad)}]}"#.utf8, type: "application/json")
      #expect(try alone.problem().detail.contains("images[0].data"))
      let vertex = #"{"instances": [{"b64": "\#(Self.base64)"}, {"b64": \#(bad)}]}"#
      #expect(try await client.post("/predict", vertex.utf8).text.contains("instances[1].b64"))
      let data = #"["\#(Self.base64)", \#(bad)]"#
      let tensor = #"{"inputs": [{"name": "image", "shape": [2], "datatype": "BYTES", "data": \#(data)}]}"#
      let inferred = try await client.post("/v2/models/fake/infer", tensor.utf8)
      #expect(inferred.status == .ok && inferred.text.contains("data[1]"))
    }
  }

  @Test(arguments: [#"{"name": "x"}"#, #"{"data": 3}"#, #"{"data": null}"#, #"{"data": ["QUJD"]}"#])
  func anItemOfAnotherShapeIsNamed(_ item: String) async throws {
    try await withServer { client async throws in
      let json = #"{"images": [{"data": "\#(Self.base64)"}, \#(item)]}"#
      let answer = try await client.post(Self.place, json.utf8, type: "application/json")
      #expect(answer.status == .badRequest)
      #expect(try answer.problem().detail.contains("images[1].data"))
    }
  }

  @Test func whatFoundationEncodesIsDecoded() async throws {
    try await withServer { client async throws in
      var generator = SeededGenerator(seed: 3)
      for length in 0..<40 {
        let bytes = Self.image + (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Data(bytes).base64EncodedString(options: .lineLength64Characters).replacing("\r\n", with: "\\r\\n")
        let json = #"{"images": [{"data": "\#(text)"}]}"#
        let answer = try await client.post(Self.place + "?seen=true", json.utf8, type: "application/json")
        #expect(try answer.json(PredictionsBody.self).results[0].seen.map { Array($0) } == bytes)
      }
    }
  }
}

import Foundation
import HTTPTypes
import HummingbirdTesting
import Serving
import Synchronization
import Taxonomy
import Testing

@Suite struct PredictionTests {
  private let place = "/api/v1/predictions"

  @Test(arguments: ["image/jpeg", "application/octet-stream", "text/html", "application/x-www-form-urlencoded", nil])
  func rawBytesWhateverTheTypeSays(_ type: String?) async throws {
    try await withServer { client async throws in
      let body = try await client.post(place, FakeClassifier.image(), type: type).json(PredictionsBody.self)
      #expect(body.model.version == "0123456789abcdef")
      #expect(body.results.count == 1)
      #expect(body.results[0].verdict == .sure)
      #expect(body.results[0].predictions?.count == 5)
      #expect(body.results[0].predictions?.first?.id == "n02085620-Chihuahua")
      #expect(body.results[0].timings?.inference == 0.002)
      #expect(body.results[0].heatMap == nil)
      #expect(body.results[0].seen == nil)
    }
  }

  @Test func theQueryIsFollowed() async throws {
    try await withServer { client async throws in
      let body = try await client.post(place + "?top=2&seen=true", FakeClassifier.image()).json(PredictionsBody.self)
      #expect(body.results[0].predictions?.count == 2)
      #expect(body.results[0].seen.map { Array($0) } == FakeClassifier.image())
    }
  }

  @Test(arguments: ["top=0", "top=1001", "top=five", "top=", "explain=yes", "seen=1"])
  func aWrongQueryIsMalformed(_ query: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.post("\(place)?\(query)", FakeClassifier.image())
      #expect(answer.status == .badRequest)
      #expect(try answer.problem().detail.contains(query.prefix { $0 != "=" }))
    }
  }

  @Test func severalFilesEachGetTheirOwn() async throws {
    try await withServer { client async throws in
      let form = Form.body([
        ("a", "rex.jpg", FakeClassifier.image()), ("note", nil, Array("hello".utf8)),
        ("b", "text.jpg", Array("no image".utf8)), ("c", "wolf.jpg", FakeClassifier.image("other")),
      ])
      let answer = try await client.post(place, form, type: Form.type)
      #expect(answer.status == .ok)
      let results = try answer.json(PredictionsBody.self).results
      #expect(results.map(\.name) == ["rex.jpg", "text.jpg", "wolf.jpg"])
      #expect(results.map(\.verdict) == [.sure, nil, .other])
      #expect(results[1].error?.status == 415)
      #expect(results[1].predictions == nil)
    }
  }

  @Test func severalImagesOfOneThingGetOneAnswer() async throws {
    try await withServer { client async throws in
      let image = Data(FakeClassifier.image()).base64EncodedString()
      func body(_ together: String) -> [UInt8] {
        Array(#"{"images": [{"name": "a", "data": "\#(image)"}, {"data": "\#(image)"}]\#(together)}"#.utf8)
      }
      let json = try await client.post(place, body(#", "together": true"#), type: "application/json")
      let results = try json.json(PredictionsBody.self).results
      #expect(results.count == 1 && results[0].verdict == .sure && results[0].name == nil)
      #expect(results[0].predictions?.first?.probability == 0.5, "the fake's answer to two")
      let each = try await client.post(place, body(""), type: "application/json").json(PredictionsBody.self)
      #expect(each.results.count == 2)
      let form = Form.body([("a", "a.jpg", FakeClassifier.image()), ("b", "b.jpg", FakeClassifier.image())])
      let query = try await client.post(place + "?together=true", form, type: Form.type)
      #expect(try query.json(PredictionsBody.self).results.count == 1)
      // One that can't be read spoils the whole: there is nothing to answer together.
      let spoilt = Form.body([("a", "a.jpg", FakeClassifier.image()), ("b", "b.txt", Array("text".utf8))])
      #expect(try await client.post(place + "?together=true", spoilt, type: Form.type).status == .unsupportedMediaType)
      #expect(try await client.post(place + "?together=1", form, type: Form.type).status == .badRequest)
    }
  }

  @Test func base64InJSON() async throws {
    try await withServer { client async throws in
      let data = Data(FakeClassifier.image("unsure")).base64EncodedString()
      let json = #"{"images": [{"name": "a", "data": "\#(data)"}]}"#
      let body = try await client.post(place, json.utf8, type: "application/json; charset=utf-8")
        .json(PredictionsBody.self)
      #expect(body.results.map(\.name) == ["a"])
      #expect(body.results.map(\.verdict) == [.unsure])
    }
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{}", #"{"images": []}"#, #"{"images": [{}]}"#, #"{"images": [{"data": 3}]}"#,
    #"{"images": [{"data": "not base64!"}]}"#, #"{"images": {"data": ""}}"#, String(repeating: "[", count: 10_000),
  ])
  func brokenJSONIsMalformed(_ json: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.post(place, json.utf8, type: "application/json")
      #expect(answer.status == .badRequest)
      #expect(try answer.problem().title == "Malformed request")
    }
  }

  @Test(arguments: [("text", 415), ("\u{0}", 415)])
  func whatIsNoImageIsUnsupported(_ body: String, _ status: Int) async throws {
    try await withServer { client async throws in
      let answer = try await client.post(place, body.utf8, type: "image/jpeg")
      #expect(answer.status.code == status)
      #expect(try answer.problem().detail.contains("text"))
    }
  }

  @Test(arguments: ["broken", "huge"]) func aBadImageCantBeProcessed(_ word: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.post(place, FakeClassifier.image(word))
      #expect(answer.status.code == 422)
      #expect(try answer.problem().detail.hasPrefix("The image"))
    }
  }

  @Test func theEnginesFailureIsOursAndKeepsItsWordsInTheLog() async throws {
    let lines = LogLines()
    try await withServer(logger: lines.logger) { client async throws in
      let answer = try await client.post(place, FakeClassifier.image("failure"))
      #expect(answer.status == .internalServerError)
      #expect(!answer.text.contains("EngineFailure"))
      #expect(lines.all.contains { $0.contains("EngineFailure") })
      #expect(try await client.post(place, FakeClassifier.image()).status == .ok)
    }
  }

  @Test func shortMemoryIsAMatterOfTime() async throws {
    let lines = LogLines()
    try await withServer(logger: lines.logger) { client async throws in
      let answer = try await client.post(place, FakeClassifier.image("memory"))
      #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "5")
      #expect(lines.all.contains { $0.contains("memory is short") })
      #expect(try await client.get("/metrics").text.contains("dogbreed_refusals_total{status=\"503\"} 1"))
    }
  }

  @Test func tooManyImagesAreRefusedBeforeTheEngine() async throws {
    let model = FakeClassifier()
    try await withServer(model: model) { client async throws in
      let form = Form.body((0..<33).map { ("f", "\($0).jpg", FakeClassifier.image()) })
      #expect(try await client.post(place, form, type: Form.type).status == .badRequest)
      #expect(model.calls.withLock { $0 } == 0)
    }
  }
}

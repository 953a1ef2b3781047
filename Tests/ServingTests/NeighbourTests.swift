import HTTPTypes
import HummingbirdTesting
import Serving
import Taxonomy
import Testing

/// The nearest training images, by the API and on the page.
@Suite struct NeighbourTests {
  private let place = "/api/v1/predictions"

  @Test func theyComeOnDemand() async throws {
    try await withServer(model: FakeClassifier(indexed: 7)) { client async throws in
      let plain = try await client.post(place, FakeClassifier.image()).json(PredictionsBody.self)
      #expect(plain.results[0].neighbours?.isEmpty ?? true)
      let body = try await client.post(place + "?neighbours=3", FakeClassifier.image()).json(PredictionsBody.self)
      #expect(body.results[0].neighbours?.map(\.similarity) == [0.9, 0.8, 0.7])
      #expect(body.results[0].neighbours?.first?.thumbnail?.count == 2)
      #expect(try await client.get("/api/v1/model").text.contains("\"indexed\":7"))
    }
  }

  @Test func aModelWithoutAnIndexSaysSo() async throws {
    try await withServer { client async throws in
      let answer = try await client.post(place + "?neighbours=3", FakeClassifier.image())
      #expect(answer.status == .badRequest)
      #expect(try answer.problem().detail.contains("no index"))
      #expect(try await client.post(place + "?neighbours=0", FakeClassifier.image()).status == .ok)
      #expect(try await !client.get("/api/v1/model").text.contains("indexed"))
    }
  }

  @Test(arguments: ["neighbours=-1", "neighbours=101", "neighbours=five", "neighbours="])
  func aWrongNumberIsMalformed(_ query: String) async throws {
    try await withServer(model: FakeClassifier(indexed: 7)) { client async throws in
      #expect(try await client.post("\(place)?\(query)", FakeClassifier.image()).status == .badRequest)
    }
  }

  @Test func theCardShowsThemAndEscapesTheirNames() async throws {
    try await withServer(model: FakeClassifier(indexed: 7)) { client async throws in
      let form = Form.body([("photograph", "a.jpg", FakeClassifier.image())])
      let page = try await client.post("/", form, type: Form.type, accept: "text/html").text
      #expect(page.contains("The most alike photos it learnt from") && page.contains("data:image/jpeg;base64,/9g="))
      #expect(page.contains("&lt;b&gt;1.jpg") && !page.contains("<b>"))
    }
    try await withServer { client async throws in
      let form = Form.body([("photograph", "a.jpg", FakeClassifier.image())])
      #expect(try await !client.post("/", form, type: Form.type, accept: "text/html").text.contains("class=\"near\""))
    }
  }
}

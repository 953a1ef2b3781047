import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Taxonomy
import Testing

/// Whose words the pages and the APIs speak in: the model's, or else nobody's.
@Suite struct WordsTests {
  static let food = [ClassName(id: "espresso", label: "espresso"), ClassName(id: "ramen", label: "ramen")]

  private func send(_ word: String, _ client: any TestClientProtocol) async throws -> String {
    try await client.post(
      "/", Form.body([("photo", "a.jpg", FakeClassifier.image(word))]), type: Form.type, accept: "text/html"
    ).text
  }

  /// What speaks of another model's subject; the program's own name is left out.
  static func foreign(_ text: String) -> [String] {
    let plain = text.lowercased().replacing("dogbreed", with: "")
    return ["dog", "breed", "puppy", "kennel", "pug", "retriever", "rex.jpg"].filter { plain.contains($0) }
  }

  @Test func aModelOfSomethingElseIsSpokenOfAsSuch() async throws {
    var options = ServerOptions.forTests
    options.feedback = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: options.feedback ?? "") }
    try await withServer(options, model: FakeClassifier(classes: Self.food)) { client async throws in
      for path in [
        "/", "/classes", "/classes?q=e", "/classes/ramen", "/classes/none", "/api", "/nowhere", "/assets/page.js",
        "/assets/style.css", "/openapi.json", "/api/v1/model", "/api/v1/classes", "/api/v1/classes/ramen", "/v2",
        "/v2/models/fake", "/healthz", "/readyz",
      ] {
        let text = try await client.get(path, accept: "text/html").text
        #expect(!text.isEmpty && Self.foreign(text) == [], "\(path)")
      }
      for word in ["sure", "unsure", "another", "other", "broken", "huge", "failure"] {
        #expect(Self.foreign(try await send(word, client)) == [], "\(word)")
        let answer = try await client.post("/api/v1/predictions?explain=true", FakeClassifier.image(word))
        #expect(Self.foreign(answer.text) == [], "\(word)")
      }
      #expect(Self.foreign(try await client.get("/metrics").text) == [])
      for body in ["{}", "[]", #"{"images": [1]}"#] {
        let answer = try await client.post("/api/v1/predictions", body.utf8, type: "application/json")
        #expect(Self.foreign(answer.text) == [])
      }
      let feedback = try await client.post(
        "/feedback", "photograph=1&class=x".utf8, type: "application/x-www-form-urlencoded")
      #expect(Self.foreign(feedback.text) == [])
    }
  }

  @Test func classesAreCalledAsThePagesLanguageCallsThem() async throws {
    let words = ModelWords(classes: [
      "espresso": ClassWords(name: "Espresso", names: ["de": "Kleiner Schwarzer"], aliases: ["short black"])
    ])
    let names = words.named(Self.food)
    let model = FakeClassifier(classes: names, words: words)
    try await withServer(model: model) { client async throws in
      func page(_ path: String, _ language: String) async throws -> String {
        try await client.execute(
          uri: path, method: .get, headers: [.acceptLanguage: language, .accept: "text/html"]
        ).text
      }
      #expect(try await page("/classes", "de").contains(">Kleiner Schwarzer</a>"))
      #expect(try await page("/classes/espresso", "de").contains("<h1>Kleiner Schwarzer</h1>"))
      #expect(try await page("/classes/espresso", "de").contains("Espresso, short black"))
      // Elsewhere it has its own name, and is found by the other one.
      for language in ["en", "fr"] {
        #expect(try await page("/classes?q=schwarzer", language).contains(">Espresso</a>"))
        #expect(try await !page("/classes/espresso", language).contains("Schwarzer"))
      }
      let headers: HTTPFields = [.contentType: Form.type, .accept: "text/html", .acceptLanguage: "de"]
      let answer = try await client.execute(
        uri: "/", method: .post, headers: headers,
        body: ByteBuffer(bytes: Form.body([("photo", "a.jpg", FakeClassifier.image("sure"))])))
      #expect(answer.text.contains("Kleiner Schwarzer"))
      // The API is for programs.
      let body = try await client.post("/api/v1/predictions", FakeClassifier.image("sure")).text
      #expect(body.contains("Espresso") && !body.contains("Schwarzer"))
    }
  }

  @Test func aModelsOwnWordsAreOnEveryPage() async throws {
    let words = ModelWords(
      title: "What is in the cup?", site: "Barista", noun: Noun(singular: "drink", plural: "drinks"),
      classNoun: Noun(singular: "kind", plural: "kinds"), usesArticle: true,
      classes: [
        "espresso": ClassWords(
          name: "Espresso", aliases: ["short black"], group: "Coffee", about: "Small and strong.",
          facts: [.init(name: "Water", value: "30 ml")])
      ],
      others: [OtherName(name: "Cortado", closest: ["espresso"])])
    try await withServer(model: FakeClassifier(classes: Self.food, words: words)) { client async throws in
      let home = try await client.get("/").text
      #expect(
        home.contains(">What is in the cup?</h1>") && home.contains("Barista</title>") && home.contains("All kinds"))
      #expect(try await send("other", client).contains("another kind or no drink"))
      let page = try await client.get("/classes/espresso").text
      for text in ["Espresso", "short black", "Coffee", "Small and strong.", "30 ml"] {
        #expect(page.contains(text), "\(text)")
      }
      for query in ["short", "COFFEE", "espresso%20coffee"] {
        #expect(try await client.get("/classes?q=\(query)").text.contains("href=\"/classes/espresso\""), "\(query)")
      }
      let other = try await client.get("/classes?q=cortado").text
      #expect(other.contains("Closest: <a href=\"/classes/espresso\">Espresso</a>"))
      // Without a search such names stay out of sight; the script shows them to those who look for them.
      #expect(try await client.get("/classes").text.contains("<li data-unknown hidden"))
      let model = try await client.get("/api/v1/model").json(ModelCard.self)
      #expect(model.words == words.brief)
    }
  }
}

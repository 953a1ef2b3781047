import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

@testable import Serving

/// Pages in the language that a browser asks for.
@Suite struct LanguageTests {
  private static let resources = RealImages.checkout.appending(path: "Sources/Serving/Resources")

  private func page(_ path: String, _ language: String, _ client: any TestClientProtocol) async throws -> TestResponse {
    try await client.execute(uri: path, method: .get, headers: [.acceptLanguage: language, .accept: "text/html"])
  }

  @Test(arguments: [
    ("de", "de"), ("de-CH, en;q=0.9", "de"), ("en, de", "en"), ("pt, es;q=0.5, fr;q=0.8", "fr"), ("FR-ca", "fr"),
    ("de;q=0, es;q=0.1", "es"),
  ]) func theBestLikedLanguageIsTaken(header: String, code: String) {
    #expect(PageLanguage.preferred(header) == code)
  }

  @Test(arguments: ["", "*", "ja", "de;q=0", ";;;,,", "de;q=zzz", String(repeating: "x,", count: 100_000) + "de"])
  func elsewhereItIsEnglish(header: String) { #expect(PageLanguage.preferred(header) == nil) }

  @Test(arguments: [
    ("de", "Was zeigt dieses Foto?", "Sicher, 86 %", "Stimmt das?", "Kein Foto ausgewählt"),
    ("fr", "Que montre cette photo ?", "Sûr, 86 %", "Est-ce juste ?", "Aucune photo choisie"),
    ("es", "¿Qué muestra esta foto?", "Seguro, 86 %", "¿Es correcto?", "No se eligió ninguna foto"),
  ]) func pagesSpeakIt(_ code: String, question: String, sure: String, right: String, none: String) async throws {
    try await withServer { client async throws in
      let home = try await page("/", code, client)
      #expect(home.text.contains("<html lang=\"\(code)\"") && home.text.contains(question))
      #expect(home.headers[.vary] == "Accept-Language")
      let body = try home.text[#require(home.text.range(of: "<body>")).lowerBound...]
      #expect(!body.contains("[[") && !body.contains("Choose"))
      let headers: HTTPFields = [.contentType: Form.type, .accept: "text/html", .acceptLanguage: code]
      func post(_ parts: [(String, String, [UInt8])]) async throws -> String {
        try await client.execute(
          uri: "/", method: .post, headers: headers, body: ByteBuffer(bytes: Form.body(parts))
        ).text
      }
      #expect(try await post([("photo", "a.jpg", FakeClassifier.image("sure"))]).contains(sure))
      #expect(try await post([("photo", "", [])]).contains(none))
      let refused = try await post([("photo", "a.jpg", Array("text".utf8))])
      #expect(!refused.contains("can't be read") && refused.contains("JPEG, PNG"))
      // What is about code stays English, and so does the API.
      #expect(try await page("/api", code, client).text.contains("<html lang=\"en\">"))
      #expect(try await page("/classes", code, client).text.contains("6"))
    }
  }

  @Test func withoutAWishItIsEnglish() async throws {
    try await withServer { client async throws in
      let home = try await client.get("/")
      #expect(home.text.contains("<html lang=\"en\">") && home.headers[.vary] == "Accept-Language")
      #expect(try await client.get("/api/v1/model").headers[.vary] == nil)
    }
  }

  /// Every text of templates and scripts, and every sentence, is there in every language, with the same places in it.
  @Test func nothingIsMissingInAnyLanguage() throws {
    var texts: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.resources.path) {
      let text = try String(contentsOf: Self.resources.appending(path: name), encoding: .utf8)
      if name.hasSuffix(".mustache") { texts.formUnion(text.matches(of: /\[\[(.+?)\]\]/).map { String($0.output.1) }) }
      if name.hasSuffix(".js") { texts.formUnion(text.matches(of: /say\("([^"]+)"/).map { String($0.output.1) }) }
    }
    #expect(texts.count > 50)
    let sentences = try JSONDecoder().decode(
      [String: String].self, from: Data(contentsOf: Self.resources.appending(path: "words.json")))
    func places(_ text: String) -> Set<String> { Set(text.matches(of: /\{\w+\}/).map { String($0.output) }) }
    // These hold only the model's own words.
    let own: Set = ["title", "thing", "things", "nothing", "another"]
    for (code, language) in try PageLanguage.all() {
      #expect(texts.subtracting(language.texts.keys).isEmpty, "\(code): \(texts.subtracting(language.texts.keys))")
      let missing = Set(sentences.keys).subtracting(language.sentences.keys).subtracting(own)
      #expect(missing.isEmpty, "\(code): \(missing)")
      #expect(Set(language.sentences.keys).isSubset(of: sentences.keys))
      for (english, other) in language.texts { #expect(places(english) == places(other), "\(code): \(english)") }
      for (key, sentence) in language.sentences {
        #expect(places(sentence).isSubset(of: places(sentences[key] ?? "")), "\(code): \(key)")
      }
    }
  }
}

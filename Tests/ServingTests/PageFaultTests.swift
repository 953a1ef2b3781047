import Foundation
import HTTPTypes
import HummingbirdTesting
import Serving
import Taxonomy
import Testing

@Suite struct PageFaultTests {
  private func send(_ word: String, _ client: any TestClientProtocol) async throws -> String {
    try await client.post(
      "/", Form.body([("photo", "a.jpg", FakeClassifier.image(word))]), type: Form.type, accept: "text/html"
    ).text
  }

  @Test func linksToClassesAreEscapedAndLead() async throws {
    let ids = ["a#b", "a?b", "a/b", "a%20b", "Löwchen", "a&\"b"]
    let model = FakeClassifier(classes: ids.map { ClassName(id: $0, label: "the \($0)") })
    try await withServer(model: model) { client async throws in
      for page in [try await client.get("/classes").text, try await send("unsure", client)] {
        let links = page.matches(of: /href="(\/classes\/[^"]*)"/).map { String($0.output.1) }
        #expect(links.count >= 5)
        for link in links { #expect(try await client.get(link).status == .ok, "\(link)") }
      }
    }
  }

  @Test func theTitleNamesAClassOnlyWhereTheVerdictDoes() async throws {
    try await withServer { client async throws in
      let title = { (page: String) in page.firstMatch(of: /<title>([^<]*)</).map { String($0.output.1) } ?? "" }
      #expect(title(try await send("sure", client)).contains("Chihuahua"))
      for word in ["unsure", "other"] {
        let found = title(try await send(word, client))
        #expect(!found.contains("Chihuahua") && found.contains("–"), "\(found)")
      }
    }
  }

  @Test(arguments: [
    ("TAG", true), ("W/TAG", true), ("\"x\", TAG", true), ("\"a,b\" ,W/TAG", true), ("*", true), ("\"x\"", false),
    ("nonsense", false), ("", false), ("\"TAG", false),
  ]) func entityTags(_ header: String, _ matches: Bool) async throws {
    try await withServer { client async throws in
      let tag = try #require(try await client.get("/assets/style.css").headers[.eTag])
      let answer = try await client.execute(
        uri: "/assets/style.css", method: .get, headers: [.ifNoneMatch: header.replacing("TAG", with: tag)])
      #expect((answer.status == .notModified) == matches)
    }
  }

  @Test func theSchemeIsTheClients() async throws {
    var options = ServerOptions.forTests
    options.trustsForwarded = true
    let headers: HTTPFields = [HTTPField.Name("X-Forwarded-Proto")!: "https"]
    try await withServer(options) { client async throws in
      let page = try await client.execute(uri: "/api", method: .get, headers: headers)
      #expect(page.text.contains("https://"))
      #expect(try await !client.get("/api").text.contains("https://"))
    }
    try await withServer { client async throws in
      #expect(try await !client.execute(uri: "/api", method: .get, headers: headers).text.contains("https://"))
    }
  }
}

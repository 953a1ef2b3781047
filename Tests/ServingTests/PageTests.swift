import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Taxonomy
import TestSupport
import Testing

@Suite struct PageTests {
  private func send(_ word: String, _ client: any TestClientProtocol) async throws -> TestResponse {
    try await client.post(
      "/", Form.body([("photo", "a.jpg", FakeClassifier.image(word)), ("camera", "", [])]), type: Form.type,
      accept: "text/html")
  }

  @Test func theFormWorksWithoutScript() async throws {
    try await withServer { client async throws in
      let home = try await client.get("/").text
      #expect(home.contains("method=\"post\" action=\"/\" enctype=\"multipart/form-data\""))
      #expect(home.contains("capture=\"environment\""))
      let page = try await send("sure", client).text
      #expect(page.contains(">Chihuahua.</h2>") && page.contains("Sure, 86 %"))
      #expect(page.contains("golden retriever") && page.contains("x=\"25.0\" y=\"50.0\""))
      #expect(page.contains("src=\"data:image/jpeg;base64,/9hzdXJl\""))
      #expect(page.contains("fill=\"rgb(255,20,0)\""))
      #expect(page.contains("wasn't kept"))
    }
  }

  @Test func anotherClassIsSaidAsPerhaps() async throws {
    try await withServer { client async throws in
      let page = try await send("another", client).text
      #expect(page.contains("Perhaps ") && page.contains("These come closest:"))
    }
  }

  @Test func unsureAndAbsentSaySo() async throws {
    try await withServer { client async throws in
      let unsure = try await send("unsure", client).text
      #expect(unsure.contains("Chihuahua or pug?") && unsure.contains("86 %"))
      #expect(unsure.contains("95 times out of 100, the right one is among these 5: Chihuahua, pug"))
      let other = try await send("other", client).text
      #expect(other.contains("another class or something else"))
    }
  }

  @Test func faultsOfImagesAreSaidOnAPage() async throws {
    try await withServer { client async throws in
      let broken = try await send("broken", client)
      #expect(broken.status.code == 422)
      #expect(broken.text.contains("it ends early"))
      let none = try await client.post("/", Form.body([("photo", "", [])]), type: Form.type, accept: "text/html")
      #expect(none.status == .badRequest)
      #expect(none.text.contains("No photo was chosen") && !none.text.contains("Malformed"))
      let empty = try await client.post("/", Form.body([("photo", "a.jpg", [])]), type: Form.type, accept: "text/html")
      #expect(empty.status == .badRequest && empty.text.contains("This file is empty"))
    }
  }

  @Test func aClassPageForEachAndASearch() async throws {
    try await withServer { client async throws in
      let index = try await client.get("/classes").text
      for name in FakeClassifier.classes { #expect(index.contains(name.label)) }
      let found = try await client.get("/classes?q=TOY%20mexico").text
      #expect(found.contains("Chihuahua") && !found.contains("golden retriever"))
      #expect(try await client.get("/classes?q=zzz").text.contains("0 of 6"))
      let page = try await client.get("/classes/n02110958-pug").text
      #expect(page.contains("25–33 cm") && page.contains("China"))
      #expect(try await client.get("/classes/x-L%C3%B6wchen").text.contains("nothing is written"))
    }
  }

  @Test func markupInNamesAndQueriesStaysText() async throws {
    let model = FakeClassifier(classes: [.init(id: "a", label: "<b>bold</b>"), .init(id: "b", label: "b")])
    try await withServer(model: model) { client async throws in
      #expect(try await client.get("/classes/a").text.contains("&lt;b&gt;bold"))
      #expect(try await !client.get("/classes?q=%22%3E%3Cscript%3Ealert(1)").text.contains("<script>alert"))
      #expect(try await !send("sure", client).text.contains("<b>bold"))
    }
  }

  @Test func thePageIsLightAndHasNothingInline() async throws {
    try await withServer { client async throws in
      var weight = 0
      for path in [
        "/", "/assets/style.css", "/assets/page.js", "/assets/card.js", "/assets/look.js", "/assets/several.js",
        "/assets/icon.svg",
      ] {
        weight += try await client.get(path).body.readableBytes
      }
      #expect(weight <= 60_000)
      #expect(try await client.get("/classes").body.readableBytes <= 100_000)
      for page in [try await client.get("/").text, try await send("sure", client).text] {
        #expect(!page.contains("<style") && !page.contains("style=") && !page.contains("javascript:"))
        #expect(page.ranges(of: "<script").count == page.ranges(of: "<script src=\"/assets/").count)
        #expect(page.firstRange(of: /\son[a-z]+=/) == nil)
        #expect(page.firstRange(of: /(src|href|action)="(https?:)?\/\//) == nil)
      }
    }
  }

  @Test func largeHeatMapsAreAveraged() {
    let map = HeatMap(width: 36, height: 20, values: (0..<720).map { Float($0 % 36) / 36 })
    let small = map.averaged(most: 18)
    #expect(small.width == 18 && small.height == 18 && small.values.count == 324)
    #expect(small.values[0] == 0.5 / 36 && small.values[17] == 34.5 / 36)
    #expect(HeatMap(width: 5, height: 3, values: Array(repeating: 0.25, count: 15)).averaged(most: 18).height == 3)
    for broken in [HeatMap(width: 0, height: 0, values: []), HeatMap(width: 2, height: 2, values: [1])] {
      #expect(broken.averaged(most: 18).values.isEmpty)
    }
  }

  @Test func assetsAreKeptByBrowsers() async throws {
    try await withServer { client async throws in
      let home = try await client.get("/").text
      let address = try #require(home.firstMatch(of: /\/assets\/style\.css\?v=[0-9a-f]+/)).output
      let first = try await client.get(String(address))
      #expect(first.headers[.cacheControl]?.contains("immutable") == true)
      let tag = try #require(first.headers[.eTag])
      let second = try await client.execute(uri: "/assets/style.css", method: .get, headers: [.ifNoneMatch: tag])
      #expect(second.status == .notModified)
    }
  }
}

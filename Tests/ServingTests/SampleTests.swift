import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import TestSupport
import Testing

/// The images that a model brings along to be tried.
@Suite struct SampleTests {
  @Test func eachIsShownAndAnsweredWithoutScript() async throws {
    let images = [FakeClassifier.image("sure"), FakeClassifier.image("other")]
    try await withServer(model: FakeClassifier(samples: images)) { client async throws in
      let home = try await client.get("/").text
      #expect(home.contains("action=\"/samples/1\"") && home.contains("action=\"/samples/2\""))
      #expect(!home.contains("/samples/3") && home.contains("src=\"/samples/2?v=01234567\""))
      let image = try await client.get("/samples/2")
      #expect(image.headers[.contentType] == "image/jpeg" && Array(image.body.readableBytesView) == images[1])
      let answer = try await client.post(
        "/samples/1", [], type: "application/x-www-form-urlencoded", accept: "text/html")
      #expect(answer.status == .ok && answer.text.contains(">Chihuahua.</h2>"))
      for path in ["/samples/0", "/samples/3", "/samples/x", "/samples/-1"] {
        #expect(try await client.get(path).status == .notFound)
      }
    }
  }

  @Test func aModelWithoutAnyShowsNone() async throws {
    try await withServer { client async throws in
      #expect(try await !client.get("/").text.contains("samples"))
      #expect(try await client.get("/samples/1").status == .notFound)
    }
  }
}

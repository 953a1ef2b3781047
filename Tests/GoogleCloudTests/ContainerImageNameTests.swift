import TestSupport
import Testing
import Transport

@testable import GoogleCloud

@Suite struct ContainerImageNameTests {
  @Test func takesNamesApart() throws {
    let whole = try ContainerImageName("europe-west4-docker.pkg.dev/my-project/dogbreed/serve:1.2-a")
    #expect(whole.registry == "europe-west4-docker.pkg.dev")
    #expect(whole.path == "my-project/dogbreed/serve")
    #expect(whole.tag == "1.2-a")
    #expect(try ContainerImageName("localhost:5000/a").registry == "localhost:5000")
    #expect(try ContainerImageName("127.0.0.1:5000/a/b").tagged == "127.0.0.1:5000/a/b:latest")
    let local = try ContainerImageName("library/debian")
    #expect(local.registry == nil)
    #expect(local.repository == "library/debian")
    let digest = "sha256:" + String(repeating: "0f", count: 32)
    let pinned = try ContainerImageName("r.example/a:1@\(digest)")
    #expect(pinned.digest == digest && pinned.tag == "1")
    #expect(pinned.description == "r.example/a@\(digest)")
  }

  @Test(arguments: [
    "", "A/b", "a//b", "/a", "a/", "a:", "a:-x", "a:b:c", "a@sha256:12", "a@md5:" + String(repeating: "0", count: 64),
    "a b", "a;rm -rf", "$(id)", "r.example:0/a", "r.example:99999/a", "r.example:x/a", "-r.example/a", "a/../b",
    "a/.b", "é", "a:\u{0}", String(repeating: "a", count: 501), "a@sha256:" + String(repeating: "G", count: 64),
  ])
  func refusesWhatIsNone(_ text: String) {
    #expect(throws: CloudError.self) { try ContainerImageName(text) }
  }

  @Test(arguments: ["ubuntu", "eu.gcr.io/p/i:1", "gcr.io/p/i", "library/debian:1"])
  func machinesCannotFetch(_ text: String) {
    #expect(throws: CloudError.self) { try ContainerImageName.registered(text) }
  }

  @Test func theTokenIsForGooglesRegistriesAlone() throws {
    let own = try ContainerRegistry.request(.registered("europe-west4-docker.pkg.dev/p/r/train:v1"), Endpoints())
    #expect(own.isAuthorised && own.url == "https://europe-west4-docker.pkg.dev/v2/p/r/train/manifests/v1")
    let other = try ContainerRegistry.request(.registered("r.example:5000/a/b"), Endpoints())
    #expect(!other.isAuthorised && other.url == "https://r.example:5000/v2/a/b/manifests/latest")
  }

  @Test func whatItTakesItGivesBack() throws {
    // Anything that is taken means the same when it is written out and read again.
    var generator = SeededGenerator(seed: 21)
    var taken = 0
    let alphabet = Array("ab0.-_:/@sha256é $")
    for _ in 0..<5000 {
      let text = String((0..<Int.random(in: 1...24, using: &generator)).map { _ in alphabet.randomElement() ?? "a" })
      guard let name = try? ContainerImageName(text) else { continue }
      #expect(try ContainerImageName(name.description).description == name.description)
      taken += 1
    }
    #expect(taken > 100, "\(taken)")
  }
}

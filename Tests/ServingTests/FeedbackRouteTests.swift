import Foundation
import HTTPTypes
import HummingbirdTesting
import Serving
import Taxonomy
import TestSupport
import Testing

/// "Is this right?", from the card to the folder and back.
@Suite struct FeedbackRouteTests {
  private let type = "application/x-www-form-urlencoded"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var options: ServerOptions {
    var options = ServerOptions.forTests
    options.feedback = folder.path
    return options
  }

  private func card(_ word: String, _ client: any TestClientProtocol) async throws -> String {
    try await client.post(
      "/", Form.body([("photo", "a.jpg", FakeClassifier.image(word))]), type: Form.type, accept: "text/html"
    ).text
  }

  private func token(_ page: String) throws -> String {
    String(try #require(page.firstMatch(of: /name="photograph" value="([^"]+)"/)).output.1)
  }

  /// The files that are kept, relative to the folder.
  private func kept() throws -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".jpg") }.sorted()
  }

  private func say(_ body: String, _ client: any TestClientProtocol) async throws -> TestResponse {
    try await client.post("/feedback", body.utf8, type: type, accept: "text/html")
  }

  @Test func nothingIsChosenBeforehandAndNothingIsKeptUnasked() async throws {
    try await withServer(options) { client async throws in
      let page = try await card("sure", client)
      #expect(!page.contains("<select") && !page.contains("selected") && !page.contains("checked"))
      #expect(page.contains(">Yes, Chihuahua</button>") && page.contains(">Pug</button>"))
      for text in ["None of these", "Another class", "I don&#39;t know"] { #expect(page.contains(text), "\(text)") }
      #expect(try kept().isEmpty)
      // A key that submits the form for typing can't press one of the buttons.
      let typed = try #require(page.firstMatch(of: /<form class="feedback typed"(.|\n)*?<\/form>/)).output.0
      #expect(!typed.contains("name=\"answer\"") && typed.contains("required"))
    }
    try await withServer { client async throws in
      #expect(try await say("photograph=1&answer=nothing", client).status == .notFound)
      #expect(try await !card("sure", client).contains("feedback-box"))
    }
  }

  @Test(arguments: [
    ("answer=%3Dn02110958-pug", "n02110958-pug"), ("class=PUG", "n02110958-pug"), ("class=mops", "n02110958-pug"),
    ("class=n02110958-pug", "n02110958-pug"), ("class=lowchen", "x-Löwchen"), ("answer=nothing", ".nothing"),
    ("answer=another", ".another"), ("answer=unknown", ".unknown"),
  ]) func eachAnswerHasItsFolder(_ said: String, _ place: String) async throws {
    try await withServer(options) { client async throws in
      let token = try token(try await card("sure", client))
      let answer = try await say("photograph=\(token)&\(said)", client)
      #expect(answer.status == .ok && answer.text.contains("Thank you"))
      let files = try kept()
      #expect(files.count == 1 && files[0].hasPrefix(place.precomposedStringWithCanonicalMapping + "/feedback-"))
      // A double click is told the same, and keeps nothing more.
      #expect(try await say("photograph=\(token)&\(said)", client).status == .ok)
      #expect(try kept() == files)
    }
  }

  /// What people type is kept by name where the model knows no such class, and only where they say so.
  @Test(arguments: [
    ("class=corgi&new=yes", ".another/corgi"), ("class=PUG&new=yes", "n02110958-pug"),
    ("class=..%2F..%2Fetc%2Fpasswd&new=yes", ".another/etc passwd"),
    ("class=%3DHYPERLINK(1)&new=yes", ".another/HYPERLINK(1)"), ("class=.hidden&new=yes", ".another/hidden"),
    ("class=a%2Cb%22c%0Ad&new=yes", ".another/a b c d"), ("class=%E2%80%AEigroc&new=yes", ".another/igroc"),
    ("class=Bernese+%0A+Mountain&new=yes", ".another/Bernese Mountain"),
  ]) func aNameThatTheModelDoesNotKnowIsKept(_ said: String, _ place: String) async throws {
    try await withServer(options) { client async throws in
      let page = try await card("sure", client)
      #expect(page.contains("It doesn&#39;t know this class"))
      let answer = try await say("photograph=\(try token(page))&\(said)", client)
      #expect(answer.status == .ok, "\(answer.text)")
      let files = try kept()
      #expect(files.count == 1 && files[0].hasPrefix("\(place)/feedback-"), "\(files)")
    }
  }

  @Test func namesThatPeopleSpellDifferentlyAreOne() async throws {
    try await withServer(options) { client async throws in
      for name in ["Corgi", "corgi", "C%C3%B3rgi", "Saluki"] {
        let token = try token(try await card("sure", client))
        #expect(try await say("photograph=\(token)&class=\(name)&new=yes", client).status == .ok)
      }
      #expect(try kept().map { $0.split(separator: "/")[1] } == ["Corgi", "Corgi", "Corgi", "Saluki"])
      // Undo takes a name away that nobody else typed.
      let token = try token(try await card("sure", client))
      _ = try await say("photograph=\(token)&class=basenji&new=yes", client)
      _ = try await say("photograph=\(token)&undo=yes", client)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: ".another").path)
      #expect(names.sorted() == ["Corgi", "Saluki"])
    }
  }

  @Test func namesAreBounded() throws {
    #expect(TypedName(String(repeating: "ä", count: 500))?.text.count == 60)
    #expect(TypedName(String(repeating: "\u{1F1E9}\u{1F1EA}x", count: 100)).map { $0.text.utf8.count <= 180 } == true)
    for nothing in ["", " ", "...", "=+-@", "\u{200B}", "\u{0}", "/", "\"\""] {
      #expect(TypedName(nothing) == nil, "\(nothing)")
    }
    #expect(TypedName("  Ænglish—bull  dog. ")?.text == "Ænglish—bull dog")
    let place = FeedbackFolder(folder.url)
    for number in 0...FeedbackFolder.mostNames {
      try place.keep([1], as: .named(try #require(TypedName("class \(number)"))))
    }
    let inside = try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: ".another").path)
    #expect(inside.count { $0.hasPrefix("class ") } == FeedbackFolder.mostNames)
    #expect(inside.count == FeedbackFolder.mostNames + 1)
  }

  @Test(arguments: [
    "class=corgi", "class=", "class=%20&new=yes", "new=yes", "answer=n02110958-pug", "answer=%3Dnone", "answer=", "",
  ])
  func whatIsNoAnswerKeepsNothing(_ said: String) async throws {
    try await withServer(options) { client async throws in
      let token = try token(try await card("sure", client))
      #expect(try await say("photograph=\(token)&\(said)", client).status == .badRequest)
      #expect(try kept().isEmpty)
      #expect(try await say("photograph=\(token)&answer=unknown", client).status == .ok)
    }
  }

  @Test func undoTakesThePhotoBackAndAsksAgain() async throws {
    try await withServer(options) { client async throws in
      let token = try token(try await card("sure", client))
      #expect(try await say("photograph=\(token)&undo=yes", client).status == .notFound)
      let thanks = try await say("photograph=\(token)&answer=another", client)
      #expect(thanks.text.contains("name=\"undo\""))
      #expect(try kept().count == 1)
      #expect(try await say("photograph=\(token)&undo=yes", client).text.contains("Taken back"))
      #expect(try kept().isEmpty)
      #expect(try await say("photograph=\(token)&undo=yes", client).status == .notFound)
      #expect(try await say("photograph=\(token)&answer=%3Dn02110958-pug", client).status == .ok)
      #expect(try kept().first?.hasPrefix("n02110958-pug/") == true)
    }
  }

  /// A photo that was rightly refused can be confirmed as such, and that comes first.
  @Test func aRefusalCanBeConfirmed() async throws {
    try await withServer(options) { client async throws in
      let page = try await card("other", client)
      let buttons = page.matches(of: /name="answer" value="([^"]*)"/).map { String($0.output.1) }
      #expect(buttons == ["nothing", "another", "=n02085620-Chihuahua", "=n02110958-pug", "unknown"])
      #expect(!page.contains("Yes, "))
    }
  }

  /// A class that is called as one of the other answers is still that class.
  @Test func aClassCalledNothingIsAClass() async throws {
    let names = [ClassName(id: "nothing", label: "nothing"), ClassName(id: ".another", label: "b")]
    try await withServer(options, model: FakeClassifier(classes: names)) { client async throws in
      let first = try token(try await card("sure", client))
      _ = try await say("photograph=\(first)&answer=%3Dnothing", client)
      let second = try token(try await card("sure", client))
      _ = try await say("photograph=\(second)&answer=%3D.another", client)
      #expect(try kept().map { String($0.prefix { $0 != "/" }) } == ["_.another", "nothing"])
    }
  }
}

import ArgumentParser
import Testing

@testable import Commands

@Suite struct UnknownVerbTests {
  @Test(arguments: [
    (["trian"], "train"), (["predcit", "x.jpg"], "predict"), (["serv"], "serve"), (["Predict"], "predict"),
    (["data", "chek", "x"], "check"), (["model", "verfy"], "verify"), (["cloud", "deplyo"], "deploy"),
  ])
  func theNearestIsNamed(words: [String], meant: String) throws {
    let unknown = try #require(UnknownVerb(words, of: Dogbreed.self))
    #expect(unknown.nearest == meant)
    #expect("\(unknown)".contains("did you mean"))
  }

  @Test(arguments: [["wombat"], ["x"], ["photo.jpg"], ["data", "quarantine"]])
  func whatIsFarFromAllIsNotGuessed(words: [String]) throws {
    let unknown = try #require(UnknownVerb(words, of: Dogbreed.self))
    #expect(unknown.nearest == nil)
    #expect("\(unknown)".contains("--help lists them all"))
  }

  @Test(arguments: [
    [], ["--help"], ["help", "train"], ["predict", "trian"], ["data", "show", "trian"], ["--version"], ["data"],
    ["data", "--help"],
  ])
  func verbsAndTheirArgumentsAreLeftAlone(words: [String]) { #expect(UnknownVerb(words, of: Dogbreed.self) == nil) }
}

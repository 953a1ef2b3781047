import Foundation
import Taxonomy
import Testing

@Suite struct ModelWordsTests {
  private let names = [ClassName(id: "b", label: "brie"), ClassName(id: "g", label: "gouda")]

  private func read(_ text: String) throws -> ModelWords {
    try JSONDecoder().decode(ModelWords.self, from: Data(text.utf8))
  }

  @Test func withoutWordsItSpeaksOfClasses() throws {
    #expect(try read("{}") == .neutral)
    #expect(ModelWords.neutral.question == "What does this photo show?")
    #expect(ModelWords.neutral.elsewhere == "another class or something else")
    #expect(ModelWords.neutral.phrase("Afghan hound") == "Afghan hound")
    #expect(String(decoding: try JSONEncoder().encode(ModelWords.neutral), as: UTF8.self) == "{}")
  }

  @Test func theQuestionIsMadeOfTheNouns() {
    let cheese = Noun(singular: "cheese", plural: "cheeses")
    #expect(ModelWords(noun: cheese).question == "Which cheese is this?")
    #expect(
      ModelWords(noun: cheese, classNoun: Noun(singular: "sort", plural: "sorts")).question
        == "Which sort is this cheese?")
    #expect(ModelWords(title: "Cheese?", noun: cheese).question == "Cheese?")
    #expect(ModelWords(noun: cheese).elsewhere == "another class or no cheese")
    #expect(ModelWords(noun: cheese, mixed: "odd mix").elsewhere == "an odd mix, another class, or no cheese")
  }

  @Test(arguments: [
    ("pug", "a pug"), ("Afghan hound", "an Afghan hound"), ("unicorn", "a unicorn"), ("umbrella", "an umbrella"),
    ("European pine", "a European pine"), ("hour glass", "an hour glass"), ("Éclair", "an Éclair"), ("", "a "),
  ]) func articles(_ phrase: String, _ expected: String) {
    #expect(IndefiniteArticle.with(phrase) == expected)
  }

  @Test func theyComeBackAsTheyWereWritten() throws {
    let words = ModelWords(
      title: "Which?", site: "Cellar", noun: Noun(singular: "cheese", plural: "cheeses"), usesArticle: true,
      classes: [
        "b": ClassWords(
          name: "Brie", names: ["de": "Briekäse"], aliases: ["Brie de Meaux"], group: "soft", about: "Mild.",
          facts: [.init(name: "Milk", value: "cow")])
      ],
      others: [OtherName(name: "Camembert", closest: ["b"], aliases: ["Camembert de Normandie"])])
    #expect(try JSONDecoder().decode(ModelWords.self, from: JSONEncoder().encode(words)) == words)
    try words.check(for: names)
    #expect(words.named(names).map(\.label) == ["Brie", "gouda"])
    #expect(words.brief.classes.isEmpty && words.brief.others.isEmpty && words.brief.title == "Which?")
  }

  @Test(arguments: [
    #"{"titel": "x"}"#, #"{"noun": "cheese"}"#, #"{"noun": {"singular": "cheese"}}"#,
    #"{"classes": {"b": {"nam": "x"}}}"#,
    "[]", #"{"title": 3}"#,
  ]) func whatHasNoMeaningIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try read(text) }
  }

  @Test(arguments: [
    (ModelWords(classes: ["x": ClassWords(name: "X")]), ModelWordsError.unknownClass(id: "x")),
    (ModelWords(others: [OtherName(name: "Edam", closest: ["x"])]), .unknownClass(id: "x")),
    (ModelWords(classes: ["b": ClassWords(name: "GOUDA")]), .sameName("GOUDA")),
    (ModelWords(title: " "), .empty(what: "the title")),
    (ModelWords(title: String(repeating: "a", count: 201)), .tooLong(what: "the title", limit: 200)),
    (ModelWords(site: "a\u{1B}[2J"), .control(what: "the site's name")),
    (
      ModelWords(classes: ["b": ClassWords(aliases: Array(repeating: "a", count: 33))]),
      .tooMany(what: "aliases of b", limit: 32)
    ),
    (ModelWords(classes: ["b": ClassWords(names: ["German": "Brie"])]), .noLanguage("German")),
    (ModelWords(classes: ["b": ClassWords(names: ["de": "Gouda"])]), .sameName("Gouda")),
    (ModelWords(classes: ["b": ClassWords(names: ["de": ""])]), .empty(what: "a name of b")),
  ]) func whatDoesNotFitIsSaid(_ words: ModelWords, _ error: ModelWordsError) {
    #expect(throws: error) { try words.check(for: names) }
  }

  @Test func aCardSpeaksALanguageAsFarAsItKnowsIt() {
    let words = ModelWords(classes: [
      "b": ClassWords(name: "Brie", names: ["de": "Briekäse", "fr": "Brie"], aliases: ["Brie de Meaux"])
    ])
    let card = ModelCard(
      name: "cheese", version: "1", architecture: "a", classes: words.named(names), inputSize: 8, resize: "squash",
      words: words)
    let german = card.speaking("de")
    #expect(german.classes.map(\.label) == ["Briekäse", "gouda"] && german.classes.map(\.id) == ["b", "g"])
    #expect(german.words.classes["b"]?.aliases == ["Brie", "Brie de Meaux"])
    #expect(card.speaking("fr") == card.speaking("es") && card.speaking("es") == card)
    let given = [
      Prediction(label: "Brie", id: "b", probability: 0.6), Prediction(label: "gouda", id: "g", probability: 0.4),
    ]
    let answer = Answer(
      verdict: .sure, predictions: given, presence: 1, set: PredictionSet(coverage: 0.9, classes: given))
    let named = answer.named(by: german)
    #expect(named.predictions.map(\.label) == ["Briekäse", "gouda"] && named.set?.classes == named.predictions)
    #expect(named.named(by: card) == answer)
  }

  /// Two classes of a data set may be called the same; a name may not make them so.
  @Test func labelsThatAreOneAlreadyStay() throws {
    let same = [ClassName(id: "a", label: "brie"), ClassName(id: "b", label: "brie")]
    try ModelWords(title: "Which?").check(for: same)
    try ModelWords(classes: ["b": ClassWords(name: "Brie de Melun")]).check(for: same)
  }
}

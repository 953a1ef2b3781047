/// English's indefinite article.
public enum IndefiniteArticle {
  /// Letters that are spoken as vowels where they begin a word, but not in these beginnings; and the other way round.
  private static let consonant = ["eu", "uni", "use", "usu", "uti", "one", "ewe"]
  private static let vowel = ["hour", "hono", "heir"]

  /// Returns `a pug` for `pug` and `an Afghan hound` for `Afghan hound`.
  public static func with(_ phrase: String) -> String {
    let word = phrase.lowercased()
    let first = word.unicodeScalars.first.map { "aeiouáàâäåæéèêëíìîïóòôöøúùûü".unicodeScalars.contains($0) } ?? false
    let isVowel = vowel.contains { word.hasPrefix($0) } || (first && !consonant.contains { word.hasPrefix($0) })
    return (isVowel ? "an " : "a ") + phrase
  }
}
